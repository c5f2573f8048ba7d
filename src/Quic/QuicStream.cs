using System.IO.Pipelines;

namespace Garita.Quic;

/// <summary>
/// One stream, one or two ways. As a <see cref="Stream"/>: reading returns 0 at the peer's end of data, disposing ends
/// our side in order. Use either the stream's own members or <see cref="Input"/> and <see cref="Output"/>, not both.
/// </summary>
public abstract class QuicStream : Stream, IDuplexPipe
{
    /// <summary>The largest code that a packet can carry (RFC 9000 16).</summary>
    internal const long MaxCode = (1L << 62) - 1;

    /// <summary>Engines alone make these.</summary>
    private protected QuicStream()
    {
    }

    /// <summary>The stream's number (RFC 9000 2.1).</summary>
    public abstract long Id { get; }

    /// <summary>What the peer sends; ends at once on a stream that only we write.</summary>
    public abstract PipeReader Input { get; }

    /// <summary>What we send; completing it ends our side.</summary>
    public abstract PipeWriter Output { get; }

    /// <summary>
    /// Cancelled when both directions are over: all data acknowledged and all data or an abort received, or the
    /// connection ended.
    /// </summary>
    public abstract CancellationToken Ended { get; }

    /// <inheritdoc/>
    public sealed override bool CanSeek => false;

    /// <inheritdoc/>
    public sealed override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public sealed override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Ends our side: the peer reads to the end of what was written.</summary>
    /// <exception cref="IOException">The stream or the connection was aborted before.</exception>
    public abstract ValueTask CompleteWritesAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives up reading; the peer is asked to stop (STOP_SENDING, RFC 9000 19.5). Does nothing where that is over.
    /// </summary>
    /// <param name="errorCode">The application's code, 0 to 2^62-1.</param>
    public abstract void AbortRead(long errorCode);

    /// <summary>
    /// Gives up writing; what the peer has not got is dropped (RESET_STREAM, RFC 9000 19.4). Does nothing where that is
    /// over.
    /// </summary>
    /// <param name="errorCode">The application's code, 0 to 2^62-1.</param>
    public abstract void AbortWrite(long errorCode);

    /// <summary>Gives up both directions.</summary>
    public void Abort(long errorCode)
    {
        AbortWrite(errorCode);
        AbortRead(errorCode);
    }

    /// <inheritdoc/>
    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public sealed override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Not supported: nothing here blocks a thread.</summary>
    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Not supported: nothing here blocks a thread.</summary>
    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Does nothing; <see cref="Stream.FlushAsync()"/> does.</summary>
    public sealed override void Flush()
    {
    }

    /// <inheritdoc/>
    public sealed override Task<int> ReadAsync(
        byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public abstract override ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public sealed override Task WriteAsync(
        byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public abstract override ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default);
}
