using System.IO.Pipelines;

namespace Garita.Quic.Ngtcp.Streams;

/// <summary>A stream's writing end: tells the loop of every flush, and of the end.</summary>
internal sealed class NgOutput(NgStream stream, PipeWriter inner) : PipeWriter
{
    private bool _completed;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        ValueTask<FlushResult> flushing = inner.FlushAsync(cancellationToken);
        stream.Notify();
        return WithFault(flushing);
    }

    public override ValueTask<FlushResult> WriteAsync(
        ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        ValueTask<FlushResult> writing = inner.WriteAsync(source, cancellationToken);
        stream.Notify();
        return WithFault(writing);
    }

    /// <summary>Ends our side; with an exception, by resetting the stream.</summary>
    public override void Complete(Exception? exception = null)
    {
        if (_completed)
        {
            return;
        }

        _completed = true;
        if (exception is not null)
        {
            stream.AbortWrite(0);
        }

        inner.Complete();
        stream.Notify();
    }

    // A fault wakes the writer by cancelling its flush; to the caller that means that nobody reads any more.
    private async ValueTask<FlushResult> WithFault(ValueTask<FlushResult> flushing)
    {
        FlushResult result = await flushing.ConfigureAwait(false);
        return stream.WriteFault is null ? result : new FlushResult(isCanceled: false, isCompleted: true);
    }
}
