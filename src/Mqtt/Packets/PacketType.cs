namespace Garita.Mqtt.Packets;

/// <summary>The high nibble of a packet's first byte (MQTT 5, 2.1.2). 0 is reserved.</summary>
public enum PacketType : byte
{
    /// <summary>Client to server: connection request.</summary>
    Connect = 1,

    /// <summary>Server to client: answer to CONNECT.</summary>
    ConnAck = 2,

    /// <summary>Both ways: an application message.</summary>
    Publish = 3,

    /// <summary>Both ways: acknowledges a QoS 1 message.</summary>
    PubAck = 4,

    /// <summary>Both ways: a QoS 2 message was received.</summary>
    PubRec = 5,

    /// <summary>Both ways: a QoS 2 message is released.</summary>
    PubRel = 6,

    /// <summary>Both ways: a QoS 2 message is complete.</summary>
    PubComp = 7,

    /// <summary>Client to server: subscriptions wanted.</summary>
    Subscribe = 8,

    /// <summary>Server to client: answer to SUBSCRIBE.</summary>
    SubAck = 9,

    /// <summary>Client to server: subscriptions no longer wanted.</summary>
    Unsubscribe = 10,

    /// <summary>Server to client: answer to UNSUBSCRIBE.</summary>
    UnsubAck = 11,

    /// <summary>Client to server: a sign of life.</summary>
    PingReq = 12,

    /// <summary>Server to client: answer to PINGREQ.</summary>
    PingResp = 13,

    /// <summary>The connection ends; from the server in MQTT 5 only.</summary>
    Disconnect = 14,

    /// <summary>Both ways, MQTT 5 only: enhanced authentication.</summary>
    Auth = 15,
}
