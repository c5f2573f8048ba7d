using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Packets;

/// <summary>PUBACK: a QoS 1 message was taken over, or refused (MQTT 5, 3.4).</summary>
public sealed record PubAckPacket : IPacket
{
    /// <summary>Which message is meant; never 0.</summary>
    public required ushort PacketId { get; init; }

    /// <summary>What became of it. MQTT 3.1.1 can say success only.</summary>
    public ReasonCode ReasonCode { get; init; }

    /// <summary>An explanation for people; not in MQTT 3.1.1.</summary>
    public string? ReasonString { get; init; }

    /// <summary>Name and value pairs; not in MQTT 3.1.1.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <inheritdoc/>
    public PacketType Type => PacketType.PubAck;

    /// <summary>Reads the packet; <see cref="AckView"/> does it without allocation.</summary>
    public static PacketStatus TryRead(scoped in Frame frame, MqttVersion version, out PubAckPacket? packet)
    {
        packet = null;
        if (frame.Type != PacketType.PubAck)
        {
            return PacketStatus.Malformed;
        }

        var status = AckView.TryRead(frame, version, out var ack);
        if (status == PacketStatus.Ok)
        {
            packet = new PubAckPacket
            {
                PacketId = ack.PacketId,
                ReasonCode = ack.ReasonCode,
                ReasonString = ack.ReasonString,
                UserProperties = ack.UserProperties,
            };
        }

        return status;
    }

    void IPacket.WriteBody(ref WireWriter writer, MqttVersion version) =>
        AckView.Write(ref writer, version, PacketId, new Answer(ReasonCode, ReasonString, UserProperties));

    /// <inheritdoc/>
    public IPacket WithoutDiagnostics() => this with { ReasonString = null, UserProperties = [] };
}
