using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Packets;

/// <summary>PINGREQ: the client is alive and asks whether the server is (MQTT 5, 3.12).</summary>
public sealed record PingReqPacket : IPacket
{
    private PingReqPacket()
    {
    }

    /// <summary>The one there is: it has no content.</summary>
    public static PingReqPacket Instance { get; } = new();

    /// <inheritdoc/>
    public PacketType Type => PacketType.PingReq;

    /// <summary>Reads the packet, which must be empty.</summary>
    public static PacketStatus TryRead(scoped in Frame frame, MqttVersion version, out PingReqPacket? packet)
    {
        bool empty = frame.Type == PacketType.PingReq && frame.Body.IsEmpty;
        packet = empty ? Instance : null;
        return empty ? PacketStatus.Ok : PacketStatus.Malformed;
    }

    void IPacket.WriteBody(ref WireWriter writer, MqttVersion version)
    {
    }
}
