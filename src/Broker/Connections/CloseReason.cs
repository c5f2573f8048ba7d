namespace Garita.Broker.Connections;

/// <summary>Why a connection or session ended: a closed set, told to logs, metrics and observers.</summary>
public enum CloseReason
{
    /// <summary>The client sent DISCONNECT.</summary>
    ClientDisconnect,

    /// <summary>The transport lost the connection.</summary>
    ConnectionLost,

    /// <summary>Nothing was received for one and a half keep-alive intervals.</summary>
    KeepAliveTimeout,

    /// <summary>CONNECT did not arrive in time.</summary>
    ConnectTimeout,

    /// <summary>The same identity connected again with the same client id.</summary>
    TakenOver,

    /// <summary>A packet that cannot be parsed.</summary>
    MalformedPacket,

    /// <summary>A packet that may not come here, or breaks a rule of the protocol.</summary>
    ProtocolError,

    /// <summary>A protocol version other than MQTT 3.1.1 and 5.</summary>
    UnsupportedVersion,

    /// <summary>A packet larger than the limit.</summary>
    PacketTooLarge,

    /// <summary>More unacknowledged publishes than Receive Maximum.</summary>
    ReceiveMaximumExceeded,

    /// <summary>A topic alias of zero, beyond the maximum, or never set.</summary>
    TopicAliasInvalid,

    /// <summary>A topic name that the rules refuse.</summary>
    TopicNameInvalid,

    /// <summary>A topic filter that cannot be parsed.</summary>
    TopicFilterInvalid,

    /// <summary>The policy refused, and the protocol offers no other answer.</summary>
    NotAuthorized,

    /// <summary>Admission refused the peer.</summary>
    PeerRefused,

    /// <summary>The client id breaks the rules.</summary>
    ClientIdRefused,

    /// <summary>Enhanced authentication was asked for; only the certificate counts.</summary>
    AuthenticationMethodRefused,

    /// <summary>A limit on connections, sessions or retained messages was reached.</summary>
    QuotaExceeded,

    /// <summary>More publishes than the rate limit, from a client that cannot be told otherwise.</summary>
    PublishRateExceeded,

    /// <summary>The client did not take its output in time.</summary>
    SlowConsumer,

    /// <summary>A durable taker failed; nothing was acknowledged.</summary>
    DurableTakerFault,

    /// <summary>A fault in the broker itself; nothing was acknowledged.</summary>
    InternalFault,

    /// <summary>An operator ended the connection.</summary>
    Administrative,

    /// <summary>The identity was disabled.</summary>
    IdentityDisabled,

    /// <summary>The identity was removed.</summary>
    IdentityRemoved,

    /// <summary>The certificate was revoked.</summary>
    CertificateRevoked,

    /// <summary>The broker is stopping.</summary>
    ServerShutdown,
}
