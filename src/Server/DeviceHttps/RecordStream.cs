using System.Net.Security;
using System.Net.Sockets;

namespace Garita.Server.DeviceHttps;

/// <summary>
/// The TLS stream under HTTP, with the listener's record limit: each write makes one record (RFC 8446 5.1). Does not
/// own the stream. A write that fails is told to <paramref name="cut"/> alone: the web server takes an exception here
/// for a fault of its own and logs it as one, and learns of the end by reading.
/// </summary>
internal sealed class RecordStream(SslStream tls, int maxRecordBytes, Action cut) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        tls.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            while (!buffer.IsEmpty)
            {
                int size = Math.Min(buffer.Length, maxRecordBytes);
                await tls.WriteAsync(buffer[..size], cancellationToken);
                buffer = buffer[size..];
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException
            or InvalidOperationException)
        {
            cut();
        }
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
