using Garita.Mqtt.Properties;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Packets;

/// <summary>SUBACK: what became of each filter of a SUBSCRIBE (MQTT 5, 3.9).</summary>
public sealed record SubAckPacket : IPacket
{
    /// <summary>Which SUBSCRIBE is answered; never 0.</summary>
    public required ushort PacketId { get; init; }

    /// <summary>One for each filter, in their order. MQTT 3.1.1 writes every failure as 0x80.</summary>
    public required IReadOnlyList<ReasonCode> ReasonCodes { get; init; }

    /// <summary>An explanation for people; not in MQTT 3.1.1.</summary>
    public string? ReasonString { get; init; }

    /// <summary>Name and value pairs; not in MQTT 3.1.1.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <inheritdoc/>
    public PacketType Type => PacketType.SubAck;

    /// <summary>Reads the packet.</summary>
    public static PacketStatus TryRead(scoped in Frame frame, MqttVersion version, out SubAckPacket? packet)
    {
        packet = null;
        var reader = new WireReader(frame.Body);
        var status = FilterAnswers.ReadHead(frame, PacketType.SubAck, version, ref reader, out var head);
        if (status == PacketStatus.Ok)
        {
            status = FilterAnswers.ReadCodes(PacketType.SubAck, version, reader.Rest, out var codes);
            packet = status == PacketStatus.Ok
                ? new SubAckPacket
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
        }

        FilterAnswers.WriteCodes(ref writer, version, ReasonCodes);
    }
}
