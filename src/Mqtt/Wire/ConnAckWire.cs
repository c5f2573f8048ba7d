using Garita.Mqtt.Packets;
using Garita.Mqtt.Properties;

namespace Garita.Mqtt.Wire;

/// <summary>The body of a CONNACK (MQTT 5, 3.2.2).</summary>
/// <remarks>
/// <code>
/// | 0000000 session present, 1 | reason code, 1 | properties, MQTT 5 |
/// </code>
/// </remarks>
internal static class ConnAckWire
{
    private static readonly ulong Allowed = PropertyBlock.Set(
        PropertyId.SessionExpiry, PropertyId.ReceiveMaximum, PropertyId.MaximumQoS, PropertyId.RetainAvailable,
        PropertyId.MaximumPacketSize, PropertyId.AssignedClientId, PropertyId.TopicAliasMaximum,
        PropertyId.ReasonString, PropertyId.UserProperty, PropertyId.WildcardSubscriptionAvailable,
        PropertyId.SubscriptionIdentifierAvailable, PropertyId.SharedSubscriptionAvailable,
        PropertyId.ServerKeepAlive, PropertyId.ResponseInformation, PropertyId.ServerReference,
        PropertyId.AuthenticationMethod, PropertyId.AuthenticationData);

    public static PacketStatus TryRead(ReadOnlySpan<byte> body, MqttVersion version, out ConnAckPacket? packet)
    {
        packet = null;
        var reader = new WireReader(body);
        if (!reader.TryReadByte(out byte flags) || flags > 1 || !reader.TryReadByte(out byte value))
        {
            return PacketStatus.Malformed; // [MQTT-3.2.2-1]
        }

        if (!TryReadCode(version, value, out var code) || (flags == 1 && code != ReasonCode.Success))
        {
            return PacketStatus.ProtocolError; // [MQTT-3.2.2-6]
        }

        var status = PropertyBlock.Read(ref reader, version, Allowed, out var properties);
        if (status == PacketStatus.Ok && !reader.AtEnd)
        {
            return PacketStatus.Malformed;
        }

        bool allowed = properties.Number(PropertyId.ReceiveMaximum, 1) != 0
            && properties.Number(PropertyId.MaximumPacketSize, 1) != 0;
        if (status == PacketStatus.Ok && !allowed)
        {
            return PacketStatus.ProtocolError; // MQTT 5, 3.2.2.3.3 and 3.2.2.3.6
        }

        packet = status == PacketStatus.Ok ? From(code, flags == 1, properties) : null;
        return status;
    }

    public static void Write(ref WireWriter writer, ConnAckPacket packet, MqttVersion version)
    {
        writer.Byte(packet.SessionPresent ? (byte)1 : (byte)0);
        if (version == MqttVersion.V311)
        {
            writer.Byte(ReasonCodes.ToConnectReturnCode(packet.ReasonCode));
            return;
        }

        writer.Byte((byte)packet.ReasonCode);
        var counter = WireWriter.Counter;
        WriteProperties(ref counter, packet);
        writer.Variable((uint)counter.Position);
        WriteProperties(ref writer, packet);
    }

    private static bool TryReadCode(MqttVersion version, byte value, out ReasonCode code)
    {
        if (version == MqttVersion.V311)
        {
            return ReasonCodes.TryFromConnectReturnCode(value, out code);
        }

        code = (ReasonCode)value;
        return ReasonCodes.Allowed(PacketType.ConnAck, code);
    }

    private static ConnAckPacket From(ReasonCode code, bool present, scoped in PropertyBlock properties) => new()
    {
        ReasonCode = code,
        SessionPresent = present,
        SessionExpirySeconds = properties.NumberOrNull(PropertyId.SessionExpiry),
        ReceiveMaximum = (ushort)properties.Number(PropertyId.ReceiveMaximum, ushort.MaxValue),
        MaximumQoS = (QoS)properties.Number(PropertyId.MaximumQoS, (uint)QoS.ExactlyOnce),
        RetainAvailable = properties.Flag(PropertyId.RetainAvailable, absent: true),
        MaximumPacketSize = properties.NumberOrNull(PropertyId.MaximumPacketSize),
        AssignedClientId = properties.TextOrNull(PropertyId.AssignedClientId),
        TopicAliasMaximum = (ushort)properties.Number(PropertyId.TopicAliasMaximum),
        ReasonString = properties.TextOrNull(PropertyId.ReasonString),
        UserProperties = properties.UserProperties(),
        WildcardSubscriptionAvailable = properties.Flag(PropertyId.WildcardSubscriptionAvailable, absent: true),
        SubscriptionIdentifierAvailable = properties.Flag(PropertyId.SubscriptionIdentifierAvailable, absent: true),
        SharedSubscriptionAvailable = properties.Flag(PropertyId.SharedSubscriptionAvailable, absent: true),
        ServerKeepAliveSeconds = (ushort?)properties.NumberOrNull(PropertyId.ServerKeepAlive),
        ResponseInformation = properties.TextOrNull(PropertyId.ResponseInformation),
        ServerReference = properties.TextOrNull(PropertyId.ServerReference),
        AuthenticationMethod = properties.TextOrNull(PropertyId.AuthenticationMethod),
        AuthenticationData = properties.BinaryOrNull(PropertyId.AuthenticationData),
    };

    private static void WriteProperties(ref WireWriter writer, ConnAckPacket packet)
    {
        writer.Property32(PropertyId.SessionExpiry, packet.SessionExpirySeconds);
        writer.Property16(PropertyId.ReceiveMaximum, packet.ReceiveMaximum, absent: ushort.MaxValue);
        if (packet.MaximumQoS != QoS.ExactlyOnce)
        {
            writer.Byte((byte)PropertyId.MaximumQoS);
            writer.Byte((byte)packet.MaximumQoS);
        }

        writer.PropertyFlag(PropertyId.RetainAvailable, packet.RetainAvailable, absent: true);
        writer.Property32(PropertyId.MaximumPacketSize, packet.MaximumPacketSize);
        writer.Property(PropertyId.AssignedClientId, packet.AssignedClientId);
        writer.Property16(PropertyId.TopicAliasMaximum, packet.TopicAliasMaximum, absent: 0);
        writer.Diagnostics(packet.ReasonString, packet.UserProperties);
        writer.PropertyFlag(
            PropertyId.WildcardSubscriptionAvailable, packet.WildcardSubscriptionAvailable, absent: true);
        writer.PropertyFlag(
            PropertyId.SubscriptionIdentifierAvailable, packet.SubscriptionIdentifierAvailable, absent: true);
        writer.PropertyFlag(PropertyId.SharedSubscriptionAvailable, packet.SharedSubscriptionAvailable, absent: true);
        writer.Property16(PropertyId.ServerKeepAlive, packet.ServerKeepAliveSeconds);
        writer.Property(PropertyId.ResponseInformation, packet.ResponseInformation);
        writer.Property(PropertyId.ServerReference, packet.ServerReference);
        writer.Property(PropertyId.AuthenticationMethod, packet.AuthenticationMethod);
        writer.Property(PropertyId.AuthenticationData, packet.AuthenticationData);
    }
}
