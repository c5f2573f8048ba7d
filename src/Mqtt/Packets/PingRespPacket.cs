using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Packets;

/// <summary>PINGRESP: the server is alive (MQTT 5, 3.13).</summary>
public sealed record PingRespPacket : IPacket
{
    private PingRespPacket()
    {
    }

    /// <summary>The one there is: it has no content.</summary>
    public static PingRespPacket Instance { get; } = new();

    /// <inheritdoc/>
    public PacketType Type => PacketType.PingResp;

    /// <summary>Reads the packet, which must be empty.</summary>
    public static PacketStatus TryRead(scoped in Frame frame, MqttVersion version, out PingRespPacket? packet)
    {
        bool empty = frame.Type == PacketType.PingResp && frame.Body.IsEmpty;
        packet = empty ? Instance : null;
        return empty ? PacketStatus.Ok : PacketStatus.Malformed;
    }

    void IPacket.WriteBody(ref WireWriter writer, MqttVersion version)
    {
    }
}
