using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;

namespace Garita.Server.Listeners.Lines;

/// <summary>MQTT straight over TLS. Owns stream and socket.</summary>
internal sealed class TlsLine(TlsPeer peer, int maxRecordBytes) : IMqttLine
{
    private readonly SslStream _tls = peer.Stream;

    /// <inheritdoc/>
    /// <remarks>Each write makes one record (RFC 8446 5.1): this is the whole of the record limit.</remarks>
    public int MaxWriteBytes => maxRecordBytes;

    /// <inheritdoc/>
    public async ValueTask WaitForDataAsync()
    {
        // A read of no bytes: SslStream and our inner stream hold no buffer meanwhile.
        int nothing = await ReadAsync(Memory<byte>.Empty);
        Debug.Assert(nothing == 0, "no byte was asked for");
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        try
        {
            return await _tls.ReadAsync(buffer);
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException
            or InvalidOperationException)
        {
            throw Broken(fault);
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await _tls.WriteAsync(bytes);
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException
            or InvalidOperationException)
        {
            throw Broken(fault);
        }
    }

    /// <inheritdoc/>
    public async ValueTask EndAsync()
    {
        try
        {
            // close_notify, then FIN.
            await _tls.ShutdownAsync();
            peer.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException
            or InvalidOperationException)
        {
            throw Broken(fault);
        }
    }

    /// <inheritdoc/>
    public void Abort() => peer.Socket.Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Abort();
        return _tls.DisposeAsync();
    }

    // An InvalidOperationException: used after it was shut down.
    private static IOException Broken(Exception fault) => new(fault.Message, fault);
}
