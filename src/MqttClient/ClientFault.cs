namespace Garita.MqttClient;

/// <summary>
/// Every reason for which a connection, a publish or a subscription of this client can fail. A closed set.
/// </summary>
public enum ClientFault
{
    /// <summary>The broker's name did not resolve.</summary>
    NameNotResolved,

    /// <summary>No route to the broker, or nothing listens at its address.</summary>
    Unreachable,

    /// <summary>The broker did not answer within the connect or operation time.</summary>
    TimedOut,

    /// <summary>
    /// The TLS handshake failed before a certificate could be judged: no common version, or the peer hung up.
    /// </summary>
    TlsHandshake,

    /// <summary>The broker showed no certificate.</summary>
    CertificateMissing,

    /// <summary>The broker's certificate does not chain to a trust anchor.</summary>
    CertificateUntrusted,

    /// <summary>A certificate of the broker's chain is past its end.</summary>
    CertificateExpired,

    /// <summary>A certificate of the broker's chain is not valid yet; a device's wrong clock looks the same.</summary>
    CertificateNotYetValid,

    /// <summary>
    /// The certificate may not act as a TLS server (RFC 5280 4.2.1.12): a device's certificate, for instance.
    /// </summary>
    CertificateUsage,

    /// <summary>The certificate does not carry the broker's name (RFC 9525).</summary>
    CertificateName,

    /// <summary>The chain is valid, but the issuing CA is neither the pinned one nor its backup.</summary>
    CertificatePin,

    /// <summary>The chain fails a rule that no other value names: a bad signature, a path too long.</summary>
    CertificateInvalid,

    /// <summary>This machine lacks what the transport needs: a library that speaks QUIC.</summary>
    TransportUnavailable,

    /// <summary>The server is the right one, but opens no WebSocket that carries MQTT.</summary>
    WebSocketRefused,

    /// <summary>CONNACK: the broker does not speak this protocol version.</summary>
    RefusedProtocolVersion,

    /// <summary>CONNACK: the broker does not accept this client id.</summary>
    RefusedClientId,

    /// <summary>CONNACK: the broker cannot serve now, or is too busy.</summary>
    RefusedUnavailable,

    /// <summary>CONNACK: bad user name, password or authentication method.</summary>
    RefusedCredentials,

    /// <summary>CONNACK: this identity may not connect: unknown, disabled, revoked.</summary>
    RefusedNotAuthorized,

    /// <summary>CONNACK: this client is banned.</summary>
    RefusedBanned,

    /// <summary>CONNACK: a quota or rate was exceeded.</summary>
    RefusedQuota,

    /// <summary>CONNACK: another server serves this client.</summary>
    RefusedMoved,

    /// <summary>CONNACK: a reason that no other value names.</summary>
    Refused,

    /// <summary>The connection broke.</summary>
    ConnectionLost,

    /// <summary>The broker did not answer a PINGREQ in time.</summary>
    KeepAliveTimeout,

    /// <summary>The broker sent DISCONNECT with a reason (MQTT 5 3.14).</summary>
    DisconnectedByServer,

    /// <summary>Another connection took this client's session over (MQTT 5 reason 0x8E).</summary>
    SessionTakenOver,

    /// <summary>The broker broke the protocol.</summary>
    ProtocolError,

    /// <summary>A packet is larger than its receiver permits.</summary>
    PacketTooLarge,

    /// <summary>The application did not take received messages within the operation time.</summary>
    IncomingQueueFull,

    /// <summary>The application's handler failed; the message stays unacknowledged and will come again.</summary>
    HandlerFailed,

    /// <summary>There is no connection, and the operation needs one.</summary>
    NotConnected,

    /// <summary>As many publishes as permitted are waiting already.</summary>
    OutgoingQueueFull,

    /// <summary>
    /// The broker lost the session while a QoS 2 publish was in doubt: whether it arrived is unknown, and sending it
    /// again could deliver it twice.
    /// </summary>
    SessionLost,

    /// <summary>The broker refused a publish.</summary>
    PublishRefused,

    /// <summary>The broker refused a subscription.</summary>
    SubscribeRefused,

    /// <summary>The client was stopped.</summary>
    Stopped,
}
