using System.Buffers;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Wire;

namespace Garita.MqttClient.Connections;

/// <summary>Packets over an authenticated stream. One reader and one writer at a time.</summary>
internal sealed class PacketStream(Stream stream, MqttVersion version, int maxPacketSize) : IAsyncDisposable
{
    // 4 KiB holds almost every packet of a device; the buffer grows only for a frame that is larger, up to the limit.
    private const int FirstBuffer = 4 * 1024;

    // Owned by the reader; never leaves this class: what packets keep of it they copy.
    private byte[] _input = new byte[Math.Min(FirstBuffer, maxPacketSize)];
    private int _start;
    private int _end;

    /// <summary>Whether anything was received since this was last asked.</summary>
    public bool TakeHeard() => Interlocked.Exchange(ref _heard, 0) == 1;

    private int _heard;

    /// <summary>The next packet.</summary>
    /// <exception cref="MqttClientException">The connection broke, or the broker broke the protocol.</exception>
    public async ValueTask<IPacket> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTakePacket() is { } packet)
            {
                return packet;
            }

            MakeRoom();
            int count = await ReceiveAsync(cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                throw new MqttClientException(ClientFault.ConnectionLost, "The broker closed the connection.");
            }

            Volatile.Write(ref _heard, 1);
            _end += count;
        }
    }

    /// <summary>Writes frames, all of them in one record where they fit.</summary>
    /// <exception cref="MqttClientException">The connection broke.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(frames, cancellationToken).ConfigureAwait(false);
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            throw Lost(fault);
        }
    }

    /// <summary>Writes one packet.</summary>
    public async ValueTask WriteAsync(IPacket packet, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> frame = new();
        PacketWriter.Write(packet, version, frame);
        await WriteAsync(frame.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static MqttClientException Lost(Exception fault) =>
        new(ClientFault.ConnectionLost, "The connection broke: " + fault.GetBaseException().Message, fault);

    private async ValueTask<int> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(_input.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            throw Lost(fault);
        }
    }

    private IPacket? TryTakePacket()
    {
        FrameStatus status = FrameReader.TryRead(_input.AsSpan(_start, _end - _start), maxPacketSize, out Frame frame);
        switch (status)
        {
            case FrameStatus.Incomplete:
                return null;
            case FrameStatus.TooLarge:
                throw new MqttClientException(
                    ClientFault.PacketTooLarge, $"The broker began a packet of more than {maxPacketSize} bytes.")
                {
                    ReasonCode = (byte)ReasonCode.PacketTooLarge,
                };
            case FrameStatus.Malformed:
                throw Broken(ReasonCode.MalformedPacket, "The broker sent what is no MQTT packet.");
        }

        PacketStatus read = InboundPackets.TryRead(frame, version, out IPacket? packet);
        if (read != PacketStatus.Ok)
        {
            throw Broken(read.ToReasonCode(), $"The broker sent a {frame.Type} that cannot be read: {read}.");
        }

        _start += frame.Length;
        return packet;
    }

    private static MqttClientException Broken(ReasonCode reason, string message) =>
        new(ClientFault.ProtocolError, message) { ReasonCode = (byte)reason };

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _input.AsSpan(_start, _end - _start).CopyTo(_input);
            _end -= _start;
            _start = 0;
        }

        // A frame above the limit was refused by its header, so a full buffer is always smaller than the limit.
        if (_end == _input.Length)
        {
            Array.Resize(ref _input, (int)Math.Min(_input.Length * 2L, maxPacketSize));
        }
    }
}
