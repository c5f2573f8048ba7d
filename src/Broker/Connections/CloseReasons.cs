using System.Collections.Frozen;
using Garita.Mqtt.Packets;

namespace Garita.Broker.Connections;

/// <summary>What each reason is on the wire, one line each, and what it does to the session.</summary>
internal static class CloseReasons
{
    // Where CONNACK has a code that says more than DISCONNECT's.
    private static readonly FrozenDictionary<CloseReason, ReasonCode> ConnAckCodes =
        new Dictionary<CloseReason, ReasonCode>
        {
            [CloseReason.UnsupportedVersion] = ReasonCode.UnsupportedProtocolVersion,
            [CloseReason.ClientIdRefused] = ReasonCode.ClientIdentifierNotValid,
            [CloseReason.AuthenticationMethodRefused] = ReasonCode.BadAuthenticationMethod,
            [CloseReason.IdentityDisabled] = ReasonCode.Banned,
            [CloseReason.CertificateRevoked] = ReasonCode.Banned,
            [CloseReason.TakenOver] = ReasonCode.ServerBusy,
        }.ToFrozenDictionary();

    private static readonly FrozenDictionary<CloseReason, ReasonCode> PublishCodes =
        new Dictionary<CloseReason, ReasonCode>
        {
            [CloseReason.TopicNameInvalid] = ReasonCode.TopicNameInvalid,
            [CloseReason.QuotaExceeded] = ReasonCode.QuotaExceeded,
            [CloseReason.PublishRateExceeded] = ReasonCode.QuotaExceeded,
        }.ToFrozenDictionary();

    private static readonly FrozenDictionary<CloseReason, string> Words =
        new Dictionary<CloseReason, string>
        {
            [CloseReason.PeerRefused] = "certificate not accepted",
            [CloseReason.CertificateRevoked] = "certificate revoked",
            [CloseReason.IdentityDisabled] = "identity disabled",
            [CloseReason.IdentityRemoved] = "identity removed",
            [CloseReason.ClientIdRefused] = "client id not allowed",
            [CloseReason.AuthenticationMethodRefused] = "only certificates authenticate here",
            [CloseReason.QuotaExceeded] = "too many sessions or connections of this identity",
            [CloseReason.TopicNameInvalid] = "will topic not allowed",
            [CloseReason.NotAuthorized] = "will not authorized by the policy",
            [CloseReason.UnsupportedVersion] = "MQTT 3.1.1 and 5 are spoken here",
        }.ToFrozenDictionary();

    /// <summary>The code of a DISCONNECT that the server sends (MQTT 5, 3.14.2.1).</summary>
    public static ReasonCode ToDisconnectCode(CloseReason reason) => reason switch
    {
        CloseReason.ClientDisconnect => ReasonCode.Success,
        CloseReason.ConnectionLost => ReasonCode.UnspecifiedError,
        CloseReason.KeepAliveTimeout => ReasonCode.KeepAliveTimeout,
        CloseReason.ConnectTimeout => ReasonCode.MaximumConnectTime,
        CloseReason.TakenOver => ReasonCode.SessionTakenOver,
        CloseReason.MalformedPacket => ReasonCode.MalformedPacket,
        CloseReason.ProtocolError => ReasonCode.ProtocolError,
        CloseReason.UnsupportedVersion => ReasonCode.ProtocolError,
        CloseReason.PacketTooLarge => ReasonCode.PacketTooLarge,
        CloseReason.ReceiveMaximumExceeded => ReasonCode.ReceiveMaximumExceeded,
        CloseReason.TopicAliasInvalid => ReasonCode.TopicAliasInvalid,
        CloseReason.TopicNameInvalid => ReasonCode.TopicNameInvalid,
        CloseReason.TopicFilterInvalid => ReasonCode.TopicFilterInvalid,
        CloseReason.NotAuthorized => ReasonCode.NotAuthorized,
        CloseReason.PeerRefused => ReasonCode.NotAuthorized,
        CloseReason.ClientIdRefused => ReasonCode.ProtocolError,
        CloseReason.AuthenticationMethodRefused => ReasonCode.ProtocolError,
        CloseReason.QuotaExceeded => ReasonCode.QuotaExceeded,
        CloseReason.PublishRateExceeded => ReasonCode.MessageRateTooHigh,
        CloseReason.SlowConsumer => ReasonCode.QuotaExceeded,
        CloseReason.DurableTakerFault => ReasonCode.ImplementationSpecificError,
        CloseReason.InternalFault => ReasonCode.UnspecifiedError,
        CloseReason.Administrative => ReasonCode.AdministrativeAction,
        CloseReason.IdentityDisabled => ReasonCode.NotAuthorized,
        CloseReason.IdentityRemoved => ReasonCode.NotAuthorized,
        CloseReason.CertificateRevoked => ReasonCode.NotAuthorized,
        CloseReason.ServerShutdown => ReasonCode.ServerShuttingDown,
    };

    /// <summary>The code of a refusing CONNACK of MQTT 5 (3.2.2.2).</summary>
    public static ReasonCode ToConnAckCode(CloseReason reason) =>
        ConnAckCodes.GetValueOrDefault(reason, ToDisconnectCode(reason));

    /// <summary>The code of the PUBACK or PUBREC that refuses a publish (MQTT 5, 3.4.2.1).</summary>
    public static ReasonCode ToPublishCode(CloseReason reason) =>
        PublishCodes.GetValueOrDefault(reason, ReasonCode.NotAuthorized);

    /// <summary>What admission's refusal becomes.</summary>
    public static CloseReason Of(PeerRefusal refusal) => refusal switch
    {
        PeerRefusal.Unknown or PeerRefusal.Expired => CloseReason.PeerRefused,
        PeerRefusal.Revoked => CloseReason.CertificateRevoked,
        PeerRefusal.Disabled => CloseReason.IdentityDisabled,
        PeerRefusal.Removed => CloseReason.IdentityRemoved,
    };

    /// <summary>
    /// Whether the identity is no longer welcome, so that nothing of the session may outlive the connection.
    /// </summary>
    public static bool DiscardsSession(CloseReason reason) =>
        reason is CloseReason.IdentityDisabled or CloseReason.IdentityRemoved or CloseReason.CertificateRevoked;

    /// <summary>The reason in words, for the peer: as much as it may know.</summary>
    public static string Say(CloseReason reason) => Words.GetValueOrDefault(reason, "not accepted");
}
