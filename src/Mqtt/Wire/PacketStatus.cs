namespace Garita.Mqtt.Wire;

/// <summary>
/// Why a frame is, or is not, a packet. <see cref="PacketStatusReasons"/> gives the reason code to answer with.
/// </summary>
public enum PacketStatus
{
    /// <summary>The packet was read.</summary>
    Ok,

    /// <summary>It cannot be parsed by the rules of its version.</summary>
    Malformed,

    /// <summary>It can be parsed, and is not allowed to be so.</summary>
    ProtocolError,

    /// <summary>CONNECT for a protocol other than MQTT 3.1.1 and 5.</summary>
    UnsupportedProtocolVersion,

    /// <summary>CONNECT of MQTT 3.1.1 with an empty client identifier and no clean session.</summary>
    ClientIdentifierNotValid,

    /// <summary>A topic name with a wildcard, or empty.</summary>
    TopicNameInvalid,

    /// <summary>A topic filter with misplaced wildcards, a bad share name, or empty.</summary>
    TopicFilterInvalid,

    /// <summary>Topic alias 0.</summary>
    TopicAliasInvalid,

    /// <summary>More entries than <see cref="PacketLimits"/> permits.</summary>
    QuotaExceeded,
}
