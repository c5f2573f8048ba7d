using Garita.Mqtt.Packets;
using Garita.Mqtt.Properties;
using Garita.Mqtt.Topics;

namespace Garita.Mqtt.Wire;

/// <summary>The body of a CONNECT (MQTT 5, 3.1.2 and 3.1.3).</summary>
/// <remarks>
/// <code>
/// | 0 4 M Q T T | level, 1 | flags, 1 | keep alive, 2 | properties, MQTT 5 |
/// | client id, 2 + n | ( will properties, MQTT 5 | will topic, 2 + n | will payload, 2 + n ) if flagged |
/// | user name, 2 + n, if flagged | password, 2 + n, if flagged |
/// </code>
/// </remarks>
internal static class ConnectWire
{
    private const int CleanStartFlag = 0x02;
    private const int WillFlag = 0x04;
    private const int WillRetainFlag = 0x20;
    private const int PasswordFlag = 0x40;
    private const int UserNameFlag = 0x80;

    private static readonly ulong Allowed = PropertyBlock.Set(
        PropertyId.SessionExpiry, PropertyId.ReceiveMaximum, PropertyId.MaximumPacketSize,
        PropertyId.TopicAliasMaximum, PropertyId.RequestResponseInformation, PropertyId.RequestProblemInformation,
        PropertyId.AuthenticationMethod, PropertyId.AuthenticationData, PropertyId.UserProperty);

    private static readonly ulong AllowedInWill = MessageWire.Properties | PropertyBlock.Set(PropertyId.WillDelay);

    private static ReadOnlySpan<byte> ProtocolName => "\0\u0004MQTT"u8;

    public static PacketStatus TryReadProtocol(ReadOnlySpan<byte> body, out MqttVersion version)
    {
        version = MqttVersion.V311;
        var reader = new WireReader(body);
        if (!reader.TryReadUtf8(out var name) || !reader.TryReadByte(out byte level))
        {
            return PacketStatus.Malformed;
        }

        if (level is not (4 or 5) || !name.SequenceEqual(ProtocolName[2..]))
        {
            return PacketStatus.UnsupportedProtocolVersion; // [MQTT-3.1.2-1], [MQTT-3.1.2-2]
        }

        version = (MqttVersion)level;
        return PacketStatus.Ok;
    }

    public static PacketStatus TryRead(ReadOnlySpan<byte> body, out ConnectPacket? packet)
    {
        packet = null;
        var status = TryReadProtocol(body, out var version);
        if (status != PacketStatus.Ok)
        {
            return status;
        }

        var reader = new WireReader(body[(ProtocolName.Length + 1)..]);
        if (!reader.TryReadByte(out byte flags) || !FlagsAgree(flags, version)
            || !reader.TryReadUInt16(out ushort keepAlive))
        {
            return PacketStatus.Malformed;
        }

        status = PropertyBlock.Read(ref reader, version, Allowed, out var properties);
        if (status == PacketStatus.Ok)
        {
            status = Check(properties);
        }

        if (status != PacketStatus.Ok)
        {
            return status;
        }

        var head = Head(version, flags, keepAlive, properties);
        return ReadPayload(ref reader, flags, head, out packet);
    }

    public static void Write(ref WireWriter writer, ConnectPacket packet)
    {
        writer.Raw(ProtocolName);
        writer.Byte((byte)packet.Version);
        writer.Byte(FlagsOf(packet));
        writer.UInt16(packet.KeepAliveSeconds);
        if (packet.Version == MqttVersion.V500)
        {
            var counter = WireWriter.Counter;
            WriteProperties(ref counter, packet);
            writer.Variable((uint)counter.Position);
            WriteProperties(ref writer, packet);
        }

        writer.Text(packet.ClientId);
        if (packet.Will is { } will)
        {
            WriteWill(ref writer, will, packet.Version);
        }

        if (packet.UserName is { } name)
        {
            writer.Text(name);
        }

        if (packet.Password is { } password)
        {
            writer.Binary(password.Span);
        }
    }

    private static bool FlagsAgree(int flags, MqttVersion version)
    {
        bool reserved = (flags & 0x01) != 0; // [MQTT-3.1.2-3]
        bool badWillQoS = (flags & 0x18) == 0x18; // [MQTT-3.1.2-12]
        bool willWithout = (flags & WillFlag) == 0 && (flags & 0x38) != 0; // [MQTT-3.1.2-11], [MQTT-3.1.2-13]
        bool passwordAlone = version == MqttVersion.V311
            && (flags & (PasswordFlag | UserNameFlag)) == PasswordFlag; // MQTT 3.1.1 [MQTT-3.1.2-22]
        return !reserved && !badWillQoS && !willWithout && !passwordAlone;
    }

    private static PacketStatus Check(scoped in PropertyBlock properties)
    {
        bool allowed = properties.Number(PropertyId.ReceiveMaximum, 1) != 0
            && properties.Number(PropertyId.MaximumPacketSize, 1) != 0
            && (properties.Has(PropertyId.AuthenticationMethod) || !properties.Has(PropertyId.AuthenticationData));
        return allowed ? PacketStatus.Ok : PacketStatus.ProtocolError; // MQTT 5, 3.1.2.11
    }

    private static ConnectPacket Head(
        MqttVersion version, int flags, ushort keepAlive, scoped in PropertyBlock properties) => new()
        {
            Version = version,
            ClientId = "",
            CleanStart = (flags & CleanStartFlag) != 0,
            KeepAliveSeconds = keepAlive,
            SessionExpirySeconds = properties.Number(PropertyId.SessionExpiry),
            ReceiveMaximum = (ushort)properties.Number(PropertyId.ReceiveMaximum, ushort.MaxValue),
            MaximumPacketSize = properties.NumberOrNull(PropertyId.MaximumPacketSize),
            TopicAliasMaximum = (ushort)properties.Number(PropertyId.TopicAliasMaximum),
            RequestResponseInformation = properties.Flag(PropertyId.RequestResponseInformation),
            RequestProblemInformation = properties.Flag(PropertyId.RequestProblemInformation, absent: true),
            AuthenticationMethod = properties.TextOrNull(PropertyId.AuthenticationMethod),
            AuthenticationData = properties.BinaryOrNull(PropertyId.AuthenticationData),
            UserProperties = properties.UserProperties(),
        };

    private static PacketStatus ReadPayload(
        scoped ref WireReader reader, int flags, ConnectPacket head, out ConnectPacket? packet)
    {
        packet = null;
        if (!reader.TryReadText(out string? clientId))
        {
            return PacketStatus.Malformed; // [MQTT-3.1.3-3], [MQTT-3.1.3-4]
        }

        WillMessage? will = null;
        var status = (flags & WillFlag) == 0 ? PacketStatus.Ok : ReadWill(ref reader, flags, head.Version, out will);
        if (status != PacketStatus.Ok)
        {
            return status;
        }

        string? userName = null;
        ReadOnlySpan<byte> password = default;
        bool read = ((flags & UserNameFlag) == 0 || reader.TryReadText(out userName))
            && ((flags & PasswordFlag) == 0 || reader.TryReadBinary(out password));
        if (!read || !reader.AtEnd)
        {
            return PacketStatus.Malformed;
        }

        if (clientId.Length == 0 && head.Version == MqttVersion.V311 && !head.CleanStart)
        {
            return PacketStatus.ClientIdentifierNotValid; // MQTT 3.1.1 [MQTT-3.1.3-8]
        }

        packet = head with
        {
            ClientId = clientId,
            Will = will,
            UserName = userName,
            Password = (flags & PasswordFlag) == 0 ? null : new(password.ToArray()),
        };
        return PacketStatus.Ok;
    }

    private static PacketStatus ReadWill(
        scoped ref WireReader reader, int flags, MqttVersion version, out WillMessage? will)
    {
        will = null;
        var status = PropertyBlock.Read(ref reader, version, AllowedInWill, out var properties);
        if (status == PacketStatus.Ok)
        {
            status = MessageWire.Check(properties);
        }

        if (status != PacketStatus.Ok)
        {
            return status;
        }

        if (!reader.TryReadUtf8(out var utf8) || !reader.TryReadBinary(out var payload))
        {
            return PacketStatus.Malformed; // [MQTT-3.1.3-11]
        }

        if (!TopicName.TryParse(utf8, out var topic))
        {
            return PacketStatus.TopicNameInvalid;
        }

        will = new WillMessage
        {
            Topic = topic,
            Payload = payload.ToArray(),
            QoS = (QoS)((flags >> 3) & 0x03),
            Retain = (flags & WillRetainFlag) != 0,
            DelaySeconds = properties.Number(PropertyId.WillDelay),
            Properties = MessageWire.From(properties),
        };
        return PacketStatus.Ok;
    }

    private static byte FlagsOf(ConnectPacket packet)
    {
        int flags = (packet.CleanStart ? CleanStartFlag : 0)
            | (packet.UserName is null ? 0 : UserNameFlag)
            | (packet.Password is null ? 0 : PasswordFlag);
        if (packet.Will is { } will)
        {
            flags |= WillFlag | ((int)will.QoS << 3) | (will.Retain ? WillRetainFlag : 0);
        }

        return (byte)flags;
    }

    private static void WriteProperties(ref WireWriter writer, ConnectPacket packet)
    {
        writer.Property32(PropertyId.SessionExpiry, packet.SessionExpirySeconds, absent: 0);
        writer.Property16(PropertyId.ReceiveMaximum, packet.ReceiveMaximum, absent: ushort.MaxValue);
        writer.Property32(PropertyId.MaximumPacketSize, packet.MaximumPacketSize);
        writer.Property16(PropertyId.TopicAliasMaximum, packet.TopicAliasMaximum, absent: 0);
        writer.PropertyFlag(PropertyId.RequestResponseInformation, packet.RequestResponseInformation, absent: false);
        writer.PropertyFlag(PropertyId.RequestProblemInformation, packet.RequestProblemInformation, absent: true);
        writer.Property(PropertyId.AuthenticationMethod, packet.AuthenticationMethod);
        writer.Property(PropertyId.AuthenticationData, packet.AuthenticationData);
        writer.Properties(packet.UserProperties);
    }

    private static void WriteWill(ref WireWriter writer, WillMessage will, MqttVersion version)
    {
        if (version == MqttVersion.V500)
        {
            var counter = WireWriter.Counter;
            WriteWillProperties(ref counter, will);
            writer.Variable((uint)counter.Position);
            WriteWillProperties(ref writer, will);
        }

        writer.Binary(will.Topic.Utf8);
        writer.Binary(will.Payload.Span);
    }

    private static void WriteWillProperties(ref WireWriter writer, WillMessage will)
    {
        writer.Property32(PropertyId.WillDelay, will.DelaySeconds, absent: 0);
        MessageWire.Write(ref writer, will.Properties);
    }
}
