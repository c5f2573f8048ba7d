using Garita.Mqtt.Packets;
using Garita.Mqtt.Properties;

namespace Garita.Mqtt.Wire;

/// <summary>Which reason codes a packet may carry (MQTT 5, 2.4), and what MQTT 3.1.1 has in their place.</summary>
internal static class ReasonCodes
{
    private static readonly UInt128 Connecting = Failures(
        0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90, 0x95, 0x97, 0x99, 0x9A, 0x9B,
        0x9C, 0x9D, 0x9F);

    private static readonly UInt128 Publishing = Failures(0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99);
    private static readonly UInt128 Releasing = Failures(0x92);

    private static readonly UInt128 Subscribing = Failures(
        0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2);

    private static readonly UInt128 Unsubscribing = Failures(0x80, 0x83, 0x87, 0x8F, 0x91);

    private static readonly UInt128 Disconnecting = Failures(
        0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98,
        0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2);

    /// <summary>Whether the standard's table has the code for this packet.</summary>
    public static bool Allowed(PacketType type, ReasonCode code) => type switch
    {
        PacketType.ConnAck => code == ReasonCode.Success || In(Connecting, code),
        PacketType.PubAck or PacketType.PubRec =>
            code is ReasonCode.Success or ReasonCode.NoMatchingSubscribers || In(Publishing, code),
        PacketType.PubRel or PacketType.PubComp => code == ReasonCode.Success || In(Releasing, code),
        PacketType.SubAck =>
            code is ReasonCode.Success or ReasonCode.GrantedQoS1 or ReasonCode.GrantedQoS2 || In(Subscribing, code),
        PacketType.UnsubAck =>
            code is ReasonCode.Success or ReasonCode.NoSubscriptionExisted || In(Unsubscribing, code),
        PacketType.Disconnect =>
            code is ReasonCode.Success or ReasonCode.DisconnectWithWill || In(Disconnecting, code),
        PacketType.Auth =>
            code is ReasonCode.Success or ReasonCode.ContinueAuthentication or ReasonCode.ReAuthenticate,
        PacketType.Connect or PacketType.Publish or PacketType.Subscribe or PacketType.Unsubscribe
            or PacketType.PingReq or PacketType.PingResp => false,
    };

    /// <summary>A reason code and properties, either of which may be absent at the end of a body.</summary>
    public static PacketStatus ReadOptional(
        scoped ref WireReader reader, PacketType type, ulong allowed, out ReasonCode code, out PropertyBlock properties)
    {
        code = ReasonCode.Success;
        properties = default;
        if (!reader.TryReadByte(out byte value))
        {
            return PacketStatus.Ok;
        }

        code = (ReasonCode)value;
        if (!Allowed(type, code))
        {
            return PacketStatus.ProtocolError;
        }

        return reader.AtEnd
            ? PacketStatus.Ok
            : PropertyBlock.Read(ref reader, MqttVersion.V500, allowed, out properties);
    }

    /// <summary>The return code of a CONNACK in MQTT 3.1.1, 3.2.2.3.</summary>
    public static byte ToConnectReturnCode(ReasonCode code)
    {
        if (code == ReasonCode.Success)
        {
            return 0;
        }

        ReadOnlySpan<ReasonCode> answers =
        [
            ReasonCode.UnsupportedProtocolVersion, ReasonCode.ClientIdentifierNotValid, ReasonCode.ServerUnavailable,
            ReasonCode.BadUserNameOrPassword, ReasonCode.NotAuthorized,
        ];
        int found = answers.IndexOf(code == ReasonCode.Banned ? ReasonCode.NotAuthorized : code);
        return found < 0 ? (byte)3 : (byte)(found + 1);
    }

    /// <summary>The reason code for a return code of MQTT 3.1.1; false for one that does not exist.</summary>
    public static bool TryFromConnectReturnCode(byte value, out ReasonCode code)
    {
        code = value switch
        {
            0 => ReasonCode.Success,
            1 => ReasonCode.UnsupportedProtocolVersion,
            2 => ReasonCode.ClientIdentifierNotValid,
            3 => ReasonCode.ServerUnavailable,
            4 => ReasonCode.BadUserNameOrPassword,
            _ => ReasonCode.NotAuthorized,
        };
        return value <= 5;
    }

    private static bool In(UInt128 failures, ReasonCode code) =>
        (byte)code >= 0x80 && ((failures >> ((byte)code - 0x80)) & 1) != 0;

    private static UInt128 Failures(params ReadOnlySpan<byte> codes)
    {
        UInt128 set = 0;
        foreach (byte code in codes)
        {
            set |= UInt128.One << (code - 0x80);
        }

        return set;
    }
}
