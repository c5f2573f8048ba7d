using System.Net.WebSockets;

namespace Garita.MqttClient.Transports;

/// <summary>
/// The bytes of a WebSocket's binary messages as a stream. Owns the WebSocket and the stream under it.
/// </summary>
internal sealed class WebSocketBytes(WebSocket socket, Stream under) : Stream
{
    // How long the server has to hear our last bytes and to answer the goodbye.
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

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
        while (true)
        {
            ValueWebSocketReceiveResult received;
            try
            {
                received = await socket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is WebSocketException or ObjectDisposedException
                or InvalidOperationException)
            {
                throw new IOException(fault.Message, fault);
            }

            switch (received.MessageType)
            {
                case WebSocketMessageType.Close:
                    return 0;
                case WebSocketMessageType.Text:
                    throw new IOException("The server sent a text message."); // [MQTT-6.0.0-1]
                default:
                    break;
            }

            // A message may be empty, and that is not the end.
            if (received.Count > 0 || buffer.IsEmpty)
            {
                return received.Count;
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await socket.SendAsync(buffer, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is WebSocketException or ObjectDisposedException
            or InvalidOperationException)
        {
            throw new IOException(fault.Message, fault);
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
    public override async ValueTask DisposeAsync()
    {
        using (CancellationTokenSource patience = new(s_farewell))
        {
            try
            {
                if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                {
                    await socket.CloseOutputAsync(
                        WebSocketCloseStatus.NormalClosure, statusDescription: null, patience.Token)
                        .ConfigureAwait(false);
                }
            }
            catch (Exception fault) when (fault is WebSocketException or ObjectDisposedException
                or InvalidOperationException or IOException or OperationCanceledException)
            {
                // Nobody is left to tell.
            }
        }

        socket.Dispose();
        await under.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
