using System.Net.Sockets;

namespace Garita.Server.Listeners;

/// <summary>
/// The stream under <see cref="System.Net.Security.SslStream"/>. A read of no bytes completes only when there is
/// something to read, because a wake-up for nothing makes SslStream hold a 32 KiB buffer on an idle connection.
/// Owns the socket.
/// </summary>
internal sealed class SocketStream(Socket socket) : Stream
{
    /// <summary>The first byte the peer sent, or -1. 22 is a TLS handshake record (RFC 8446 5.1).</summary>
    public int FirstByte { get; private set; } = -1;

    /// <summary>True once the peer has closed its side.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>How far the peer came, in words for a log.</summary>
    public string Progress => FirstByte < 0 ? "nothing was sent" : "in mid-handshake";

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
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            await WaitForData(cancellationToken);
            return 0;
        }

        int count = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
        AtEnd |= count == 0;
        if (FirstByte < 0 && count > 0)
        {
            FirstByte = buffer.Span[0];
        }

        return count;
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            int sent = await socket.SendAsync(buffer, SocketFlags.None, cancellationToken);
            buffer = buffer[sent..];
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

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        socket.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask WaitForData(CancellationToken cancellationToken)
    {
        do
        {
            await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken);
        }
        while (socket.Available == 0 && !socket.Poll(0, SelectMode.SelectRead));
    }
}
