namespace Garita.Mqtt.Packets;

/// <summary>
/// The reason codes of MQTT 5, 2.4: below 0x80 success, from 0x80 failure. MQTT 3.1.1 packets are written with the
/// nearest code that version has.
/// </summary>
public enum ReasonCode : byte
{
    /// <summary>Success; also normal disconnection and granted QoS 0.</summary>
    Success = 0x00,

    /// <summary>Subscription granted with QoS 1.</summary>
    GrantedQoS1 = 0x01,

    /// <summary>Subscription granted with QoS 2.</summary>
    GrantedQoS2 = 0x02,

    /// <summary>The client disconnects and wants its will published.</summary>
    DisconnectWithWill = 0x04,

    /// <summary>Accepted, nobody subscribes.</summary>
    NoMatchingSubscribers = 0x10,

    /// <summary>Nothing to unsubscribe.</summary>
    NoSubscriptionExisted = 0x11,

    /// <summary>Enhanced authentication goes on.</summary>
    ContinueAuthentication = 0x18,

    /// <summary>The client starts a re-authentication.</summary>
    ReAuthenticate = 0x19,

    /// <summary>Refused for a reason not told.</summary>
    UnspecifiedError = 0x80,

    /// <summary>The packet could not be parsed.</summary>
    MalformedPacket = 0x81,

    /// <summary>A parsed packet that the protocol does not allow here.</summary>
    ProtocolError = 0x82,

    /// <summary>Valid, but not accepted by this implementation.</summary>
    ImplementationSpecificError = 0x83,

    /// <summary>The protocol name or level is not served.</summary>
    UnsupportedProtocolVersion = 0x84,

    /// <summary>The client identifier is not allowed.</summary>
    ClientIdentifierNotValid = 0x85,

    /// <summary>User name or password refused.</summary>
    BadUserNameOrPassword = 0x86,

    /// <summary>Not allowed for this identity.</summary>
    NotAuthorized = 0x87,

    /// <summary>The server cannot serve now.</summary>
    ServerUnavailable = 0x88,

    /// <summary>The server is busy, try later.</summary>
    ServerBusy = 0x89,

    /// <summary>This client was barred by an operator.</summary>
    Banned = 0x8A,

    /// <summary>The server stops.</summary>
    ServerShuttingDown = 0x8B,

    /// <summary>The authentication method is not supported.</summary>
    BadAuthenticationMethod = 0x8C,

    /// <summary>Nothing was heard for one and a half keep-alive times.</summary>
    KeepAliveTimeout = 0x8D,

    /// <summary>Another connection uses the same session now.</summary>
    SessionTakenOver = 0x8E,

    /// <summary>The topic filter is not accepted.</summary>
    TopicFilterInvalid = 0x8F,

    /// <summary>The topic name is not accepted.</summary>
    TopicNameInvalid = 0x90,

    /// <summary>The packet identifier is in use already.</summary>
    PacketIdentifierInUse = 0x91,

    /// <summary>The packet identifier is not known.</summary>
    PacketIdentifierNotFound = 0x92,

    /// <summary>More messages in flight than Receive Maximum.</summary>
    ReceiveMaximumExceeded = 0x93,

    /// <summary>The topic alias is 0, too high or unknown.</summary>
    TopicAliasInvalid = 0x94,

    /// <summary>Larger than Maximum Packet Size.</summary>
    PacketTooLarge = 0x95,

    /// <summary>Too many messages in too short a time.</summary>
    MessageRateTooHigh = 0x96,

    /// <summary>An implementation or administrative limit was reached.</summary>
    QuotaExceeded = 0x97,

    /// <summary>Closed by an operator.</summary>
    AdministrativeAction = 0x98,

    /// <summary>The payload is not what its format indicator says.</summary>
    PayloadFormatInvalid = 0x99,

    /// <summary>Retained messages are not served.</summary>
    RetainNotSupported = 0x9A,

    /// <summary>The QoS is above Maximum QoS.</summary>
    QoSNotSupported = 0x9B,

    /// <summary>Use another server for now.</summary>
    UseAnotherServer = 0x9C,

    /// <summary>Use another server from now on.</summary>
    ServerMoved = 0x9D,

    /// <summary>Shared subscriptions are not served.</summary>
    SharedSubscriptionsNotSupported = 0x9E,

    /// <summary>Too many connections in too short a time.</summary>
    ConnectionRateExceeded = 0x9F,

    /// <summary>The time allowed for this connection is over.</summary>
    MaximumConnectTime = 0xA0,

    /// <summary>Subscription identifiers are not served.</summary>
    SubscriptionIdentifiersNotSupported = 0xA1,

    /// <summary>Wildcard subscriptions are not served.</summary>
    WildcardSubscriptionsNotSupported = 0xA2,
}
