namespace Garita.Quic;

/// <summary>Why a connection ended, or never came to be.</summary>
public enum QuicEndKind
{
    /// <summary>This side closed it; the code is the application's.</summary>
    ClosedHere,

    /// <summary>The peer's application closed it; the code is the application's.</summary>
    ClosedByPeer,

    /// <summary>The peer's certificate was not accepted here.</summary>
    CertificateRefused,

    /// <summary>
    /// The TLS handshake failed, here or there; the code is the alert (RFC 8446 6.2). A peer that does not accept our
    /// certificate is seen as this.
    /// </summary>
    TlsAlert,

    /// <summary>
    /// A rule of QUIC was broken, here or there, or the peer would not take one more connection; the code is the
    /// transport error (RFC 9000 20.1).
    /// </summary>
    TransportError,

    /// <summary>Nothing came for the agreed idle time (RFC 9000 10.1).</summary>
    IdleTimeout,

    /// <summary>The handshake did not end in its time, or nobody answers.</summary>
    HandshakeTimeout,

    /// <summary>The peer has lost all knowledge of the connection (stateless reset, RFC 9000 10.3).</summary>
    Reset,

    /// <summary>The endpoint that held the connection was stopped.</summary>
    Stopped,

    /// <summary>A fault of this program.</summary>
    Fault,
}
