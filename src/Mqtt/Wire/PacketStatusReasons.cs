using Garita.Mqtt.Packets;

namespace Garita.Mqtt.Wire;

/// <summary>From a parser's status to the reason code of MQTT 5, 4.13.</summary>
public static class PacketStatusReasons
{
    /// <summary>The code to answer with before closing.</summary>
    public static ReasonCode ToReasonCode(this PacketStatus status) => status switch
    {
        PacketStatus.Ok => ReasonCode.Success,
        PacketStatus.Malformed => ReasonCode.MalformedPacket,
        PacketStatus.ProtocolError => ReasonCode.ProtocolError,
        PacketStatus.UnsupportedProtocolVersion => ReasonCode.UnsupportedProtocolVersion,
        PacketStatus.ClientIdentifierNotValid => ReasonCode.ClientIdentifierNotValid,
        PacketStatus.TopicNameInvalid => ReasonCode.TopicNameInvalid,
        PacketStatus.TopicFilterInvalid => ReasonCode.TopicFilterInvalid,
        PacketStatus.TopicAliasInvalid => ReasonCode.TopicAliasInvalid,
        PacketStatus.QuotaExceeded => ReasonCode.QuotaExceeded,
    };
}
