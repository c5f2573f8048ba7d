using Garita.Quic;

namespace Garita.Server.Listeners.Quic;

/// <summary>Says of a QUIC handshake that failed what the TLS listener would say.</summary>
internal static class QuicFault
{
    // RFC 8446 6.2
    private const ulong HandshakeFailure = 40, ProtocolVersion = 70, InsufficientSecurity = 71;
    private const ulong CertificateRequired = 116, NoApplicationProtocol = 120;

    // CONNECTION_REFUSED (RFC 9000 20.1), where we say it: nobody took the connection.
    private const ulong ConnectionRefused = 2;

    public static HandshakeFault Of(QuicFailedHandshake failed) =>
        new(ReasonOf(failed.End), failed.End.Kind == QuicEndKind.TlsAlert ? AlertOf(failed.End) : failed.End.Detail);

    private static HandshakeRefusal ReasonOf(QuicEnd end) => end.Kind switch
    {
        QuicEndKind.TlsAlert when end.ByPeer => HandshakeRefusal.PeerAlert,
        QuicEndKind.TlsAlert => OfAlert(end.Code),
        QuicEndKind.TransportError when end.ByPeer => HandshakeRefusal.Closed,
        QuicEndKind.TransportError when end.Code == ConnectionRefused => HandshakeRefusal.TooManyConnections,
        QuicEndKind.TransportError when end.Code is null => HandshakeRefusal.NotTls,
        QuicEndKind.CertificateRefused => HandshakeRefusal.BadChain,
        QuicEndKind.HandshakeTimeout or QuicEndKind.IdleTimeout => HandshakeRefusal.Timeout,
        QuicEndKind.ClosedByPeer or QuicEndKind.Reset => HandshakeRefusal.Closed,
        QuicEndKind.Stopped or QuicEndKind.ClosedHere => HandshakeRefusal.Stopping,
        QuicEndKind.TransportError or QuicEndKind.Fault => HandshakeRefusal.ProtocolError,
    };

    // What a server says of its client.
    private static HandshakeRefusal OfAlert(ulong? alert) => alert switch
    {
        NoApplicationProtocol => HandshakeRefusal.NoCommonProtocol,
        HandshakeFailure or InsufficientSecurity => HandshakeRefusal.NoCommonAlgorithm,
        ProtocolVersion => HandshakeRefusal.ProtocolTooOld,
        CertificateRequired => HandshakeRefusal.NoCertificate,
        _ => HandshakeRefusal.ProtocolError,
    };

    private static string AlertOf(QuicEnd end) => end.Code is { } alert
        ? HandshakeFault.AlertName((int)alert) + (end.ByPeer ? string.Empty : ", said to it")
        : end.Detail;
}
