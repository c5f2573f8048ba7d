using Garita.Mqtt.Properties;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Packets;

/// <summary>UNSUBACK: what became of each filter of an UNSUBSCRIBE (MQTT 5, 3.11).</summary>
public sealed record UnsubAckPacket : IPacket
{
    /// <summary>Which UNSUBSCRIBE is answered; never 0.</summary>
    public required ushort PacketId { get; init; }

    /// <summary>One for each filter, in their order; MQTT 3.1.1 has none and writes none.</summary>
    public IReadOnlyList<ReasonCode> ReasonCodes { get; init; } = [];

    /// <summary>An explanation for people; not in MQTT 3.1.1.</summary>
    public string? ReasonString { get; init; }

    /// <summary>Name and value pairs; not in MQTT 3.1.1.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <inheritdoc/>
    public PacketType Type => PacketType.UnsubAck;

    /// <summary>Reads the packet.</summary>
    public static PacketStatus TryRead(scoped in Frame frame, MqttVersion version, out UnsubAckPacket? packet)
    {
        packet = null;
        var reader = new WireReader(frame.Body);
        var status = FilterAnswers.ReadHead(frame, PacketType.UnsubAck, version, ref reader, out var head);
        if (status == PacketStatus.Ok)
        {
            status = FilterAnswers.ReadCodes(PacketType.UnsubAck, version, reader.Rest, out var codes);
            packet = status == PacketStatus.Ok
                ? new UnsubAckPacket
                {
                    PacketId = head.PacketId,
                    ReasonCodes = codes,
                    ReasonString = head.Properties.TextOrNull(PropertyId.ReasonString),
                    UserProperties = head.Properties.UserProperties(),
                }
                : null;
        }

        return status;
    }

    /// <inheritdoc/>
    public IPacket WithoutDiagnostics() => this with { ReasonString = null, UserProperties = [] };

    void IPacket.WriteBody(ref WireWriter writer, MqttVersion version)
    {
        writer.UInt16(AckView.ThrowIfZero(PacketId));
        if (version == MqttVersion.V500)
        {
            FilterAnswers.WriteProperties(ref writer, ReasonString, UserProperties);
            FilterAnswers.WriteCodes(ref writer, version, ReasonCodes);
        }
    }
}
