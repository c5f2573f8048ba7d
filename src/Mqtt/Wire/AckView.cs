using Garita.Mqtt.Packets;
using Garita.Mqtt.Properties;

namespace Garita.Mqtt.Wire;

/// <summary>
/// A PUBACK, PUBREC, PUBREL or PUBCOMP (MQTT 5, 3.4 to 3.7) read without allocation.
/// </summary>
/// <remarks>
/// <code>
/// | packet identifier, 2 | reason code, 0 or 1, MQTT 5 | properties, absent if nothing follows, MQTT 5 |
/// </code>
/// </remarks>
public readonly ref struct AckView
{
    private static readonly ulong Allowed = PropertyBlock.Set(PropertyId.ReasonString, PropertyId.UserProperty);

    private readonly PropertyBlock _properties;

    private AckView(ushort packetId, ReasonCode reasonCode, scoped in PropertyBlock properties)
    {
        PacketId = packetId;
        ReasonCode = reasonCode;
        _properties = properties;
    }

    /// <summary>Which message is meant; never 0.</summary>
    public ushort PacketId { get; }

    /// <summary>Success when nothing was said, and always in MQTT 3.1.1.</summary>
    public ReasonCode ReasonCode { get; }

    internal string? ReasonString => _properties.TextOrNull(PropertyId.ReasonString);

    internal IReadOnlyList<UserProperty> UserProperties => _properties.UserProperties();

    /// <summary>Reads one of the four; the frame's type says which.</summary>
    public static PacketStatus TryRead(scoped in Frame frame, MqttVersion version, out AckView ack)
    {
        ack = default;
        if (frame.Type is < PacketType.PubAck or > PacketType.PubComp)
        {
            return PacketStatus.Malformed;
        }

        var reader = new WireReader(frame.Body);
        var status = reader.ReadPacketId(out ushort id);
        if (status != PacketStatus.Ok)
        {
            return status;
        }

        var reason = ReasonCode.Success;
        var properties = default(PropertyBlock);
        if (version == MqttVersion.V500)
        {
            status = ReasonCodes.ReadOptional(ref reader, frame.Type, Allowed, out reason, out properties);
        }

        if (status != PacketStatus.Ok || !reader.AtEnd)
        {
            return status == PacketStatus.Ok ? PacketStatus.Malformed : status;
        }

        ack = new AckView(id, reason, properties);
        return PacketStatus.Ok;
    }

    /// <summary>The same two cases for writing: the shortest form that says it all.</summary>
    internal static void Write(ref WireWriter writer, MqttVersion version, ushort packetId, in Answer answer)
    {
        writer.UInt16(ThrowIfZero(packetId));
        if (version == MqttVersion.V500)
        {
            answer.Write(ref writer);
        }
    }

    internal static ushort ThrowIfZero(ushort packetId)
    {
        ArgumentOutOfRangeException.ThrowIfZero(packetId); // [MQTT-2.2.1-3]
        return packetId;
    }
}
