namespace Garita.Server.Listeners;

/// <summary>Why a connection ended before it became a peer: the closed set that logs and counters use.</summary>
public enum HandshakeRefusal
{
    /// <summary>The client sent no certificate.</summary>
    NoCertificate,

    /// <summary>The certificate does not lead to the device root.</summary>
    UnknownIssuer,

    /// <summary>The certificate, or one above it, is past its last day.</summary>
    Expired,

    /// <summary>The certificate, or one above it, is not valid yet; often a clock that is wrong on one side.</summary>
    NotYetValid,

    /// <summary>The certificate is not one that a client may use here, for example a server's own.</summary>
    WrongPurpose,

    /// <summary>The certificate's key is not an EC P-256 key; RSA is not accepted anywhere.</summary>
    KeyNotAllowed,

    /// <summary>The chain breaks another rule of RFC 5280; the detail names it.</summary>
    BadChain,

    /// <summary>The client offers no TLS version that this listener speaks.</summary>
    ProtocolTooOld,

    /// <summary>
    /// No cipher suite, group or signature algorithm in common, for example a client that knows RSA only.
    /// </summary>
    NoCommonAlgorithm,

    /// <summary>The client asked by ALPN (RFC 7301) for protocols that this listener does not speak.</summary>
    NoCommonProtocol,

    /// <summary>
    /// The client refused us with a TLS alert, which the detail names; <c>unknown_ca</c> is the usual one.
    /// </summary>
    PeerAlert,

    /// <summary>What arrived is not TLS.</summary>
    NotTls,

    /// <summary>TLS, but against its rules.</summary>
    ProtocolError,

    /// <summary>The handshake was not finished in time.</summary>
    Timeout,

    /// <summary>The client went away in the middle of the handshake.</summary>
    Closed,

    /// <summary>The listener holds as many connections as it may.</summary>
    TooManyConnections,

    /// <summary>This source address holds as many connections as one address may.</summary>
    TooManyFromSource,

    /// <summary>This source address connects more often than one address may.</summary>
    RateLimited,

    /// <summary>Too many handshakes were under way, and this was the oldest.</summary>
    TooManyHandshakes,

    /// <summary>The listener is stopping.</summary>
    Stopping,
}
