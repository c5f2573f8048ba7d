using System.IO.Pipelines;

namespace Garita.Quic.Platform;

/// <summary>A pipe's end over a stream: completing it ends our side of the stream and leaves the other open.</summary>
internal sealed class PlatformOutput(PlatformStream stream) : PipeWriter
{
    private readonly PipeWriter _inner = Create(stream, new StreamPipeWriterOptions(leaveOpen: true));

    public override bool CanGetUnflushedBytes => _inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => _inner.UnflushedBytes;

    public override void Advance(int bytes) => _inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => _inner.CancelPendingFlush();

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        _inner.FlushAsync(cancellationToken);

    public override void Complete(Exception? exception = null) => _ = CompleteAsync(exception).AsTask();

    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        try
        {
            await _inner.CompleteAsync().ConfigureAwait(false);
            if (exception is null)
            {
                await stream.CompleteWritesAsync().ConfigureAwait(false);
            }
            else
            {
                stream.AbortWrite(0);
            }
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            // Over already; those who read are told how.
        }
    }
}
