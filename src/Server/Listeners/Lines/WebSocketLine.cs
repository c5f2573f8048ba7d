using System.Net.WebSockets;

namespace Garita.Server.Listeners.Lines;

/// <summary>
/// MQTT in the binary messages of a WebSocket (MQTT 5 6.0). Packets may share a message and may span several
/// [MQTT-6.0.0-2]. Owns the WebSocket; the connection under it is cut through <paramref name="cut"/>.
/// </summary>
internal sealed class WebSocketLine(WebSocket socket, ListenerOptions options, TimeProvider time, Action cut)
    : IMqttLine
{
    private bool _ended; // touched by the reader alone

    /// <inheritdoc/>
    public int MaxWriteBytes => options.MaxRecordBytes;

    /// <inheritdoc/>
    public async ValueTask WaitForDataAsync()
    {
        if (!_ended)
        {
            // Of no bytes: neither the WebSocket nor what is under it holds a buffer meanwhile.
            await ReceiveAsync(Memory<byte>.Empty);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        int count = 0;
        while (count == 0 && !_ended)
        {
            count = await ReceiveAsync(buffer);
        }

        return count;
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException
            or ObjectDisposedException or InvalidOperationException)
        {
            throw Broken(fault);
        }
    }

    /// <inheritdoc/>
    public ValueTask EndAsync() => CloseAsync(WebSocketCloseStatus.NormalClosure);

    /// <inheritdoc/>
    public void Abort()
    {
        cut();
        socket.Abort();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        // A connection whose both sides have said goodbye is closed by the web server.
        if (socket.State != WebSocketState.Closed)
        {
            Abort();
        }

        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static IOException Broken(Exception fault) => new(fault.Message, fault);

    private async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        ValueWebSocketReceiveResult received;
        try
        {
            received = await socket.ReceiveAsync(buffer, CancellationToken.None);
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException
            or ObjectDisposedException or InvalidOperationException)
        {
            throw Broken(fault);
        }

        if (received.MessageType == WebSocketMessageType.Close)
        {
            _ended = true;
            await CloseAsync(WebSocketCloseStatus.NormalClosure);
        }
        else if (received.MessageType != WebSocketMessageType.Binary)
        {
            // [MQTT-6.0.0-1]
            await CloseAsync(WebSocketCloseStatus.InvalidMessageType);
            throw new IOException("not a binary message");
        }

        return received.Count;
    }

    // Does nothing where our side has said goodbye already. It waits behind what is being written, which a peer that
    // does not read can make long, so it has a deadline of its own: then the line is cut.
    private async ValueTask CloseAsync(WebSocketCloseStatus status)
    {
        using CancellationTokenSource patience = new(options.LingerTimeout, time);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(status, statusDescription: null, patience.Token);
            }
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException
            or ObjectDisposedException or InvalidOperationException)
        {
            Abort();
            throw Broken(fault);
        }
    }
}
