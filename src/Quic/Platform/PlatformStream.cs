using System.IO.Pipelines;
using Net = System.Net.Quic;

namespace Garita.Quic.Platform;

/// <summary>A stream of System.Net.Quic.</summary>
internal sealed class PlatformStream : QuicStream
{
    private readonly Net.QuicStream _inner;
    private readonly CancellationTokenSource _ended = new();

    public PlatformStream(Net.QuicStream inner)
    {
        _inner = inner;
        Id = inner.Id;
        Stream readable = inner.CanRead ? this : Null;
        Input = PipeReader.Create(readable, new StreamPipeReaderOptions(leaveOpen: true));
        Output = inner.CanWrite ? new PlatformOutput(this) : PipeWriter.Create(Null);
        _ = WatchAsync();
    }

    public override long Id { get; }

    public override PipeReader Input { get; }

    public override PipeWriter Output { get; }

    public override CancellationToken Ended => _ended.Token;

    public override bool CanRead => _inner.CanRead;

    public override bool CanWrite => _inner.CanWrite;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Net.QuicException fault)
        {
            throw Translate(fault);
        }
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await _inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Net.QuicException fault)
        {
            throw Translate(fault);
        }
    }

    public override async ValueTask CompleteWritesAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await _inner.WriteAsync(default, completeWrites: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Net.QuicException fault)
        {
            throw Translate(fault);
        }
    }

    public override void AbortRead(long errorCode) => Abort(Net.QuicAbortDirection.Read, errorCode);

    public override void AbortWrite(long errorCode) => Abort(Net.QuicAbortDirection.Write, errorCode);

    public override async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private void Abort(Net.QuicAbortDirection direction, long errorCode)
    {
        try
        {
            _inner.Abort(direction, errorCode);
        }
        catch (ObjectDisposedException)
        {
            // Over already.
        }
    }

    private static IOException Translate(Net.QuicException fault) => fault.QuicError switch
    {
        Net.QuicError.StreamAborted => new QuicStreamException(fault.ApplicationErrorCode ?? 0, byPeer: true),
        Net.QuicError.OperationAborted => new QuicStreamException(fault.ApplicationErrorCode ?? 0, byPeer: false),
        _ => new QuicException(PlatformEnd.Of(fault), fault),
    };

    private async Task WatchAsync()
    {
        try
        {
            await Task.WhenAll(_inner.ReadsClosed, _inner.WritesClosed).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is Net.QuicException or OperationCanceledException)
        {
            // How it ended is told to those who read and write.
        }

        await _ended.CancelAsync().ConfigureAwait(false);
    }
}
