namespace Garita.Server.Listeners.Lines;

/// <summary>
/// What carries the bytes of one MQTT connection: TLS over TCP, a WebSocket, a QUIC stream. One reader and one writer
/// at a time. Whatever breaks it is an <see cref="IOException"/>.
/// </summary>
internal interface IMqttLine : IAsyncDisposable
{
    /// <summary>The most bytes to give to <see cref="WriteAsync"/> at a time.</summary>
    int MaxWriteBytes { get; }

    /// <summary>Completes when there is something to read, or the peer has ended; holds no buffer meanwhile.</summary>
    ValueTask WaitForDataAsync();

    /// <summary>Reads what is there; 0 when the peer has ended.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer);

    /// <summary>Writes all of it; completes when the line has room for more.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Says goodbye behind what was written. Reading goes on until the peer has heard it.</summary>
    ValueTask EndAsync();

    /// <summary>Cuts the line at once: every call under way fails. May be called twice, and at any time.</summary>
    void Abort();
}
