using Net = System.Net.Quic;

namespace Garita.Quic.Platform;

/// <summary>Says in our words what System.Net.Quic says in its exceptions.</summary>
internal static class PlatformEnd
{
    public static QuicEnd Of(Exception fault, PlatformJudge? judge = null)
    {
        if (judge?.Refused == true)
        {
            return new QuicEnd(QuicEndKind.CertificateRefused, null, "the peer's certificate was not accepted");
        }

        return fault is not Net.QuicException quic
            ? new QuicEnd(QuicEndKind.TlsAlert, null, "the TLS handshake failed")
            : quic.QuicError switch
            {
                Net.QuicError.ConnectionAborted => new QuicEnd(
                    QuicEndKind.ClosedByPeer, (ulong?)quic.ApplicationErrorCode, "closed by the peer")
                {
                    ByPeer = true,
                },
                Net.QuicError.ConnectionIdle => new QuicEnd(QuicEndKind.IdleTimeout, null, "silent for too long"),
                Net.QuicError.ConnectionTimeout => new QuicEnd(
                    QuicEndKind.HandshakeTimeout, null, "the handshake did not end in its time"),
                Net.QuicError.TransportError => OfTransport((ulong?)quic.TransportErrorCode),
                Net.QuicError.ConnectionRefused => new QuicEnd(
                    QuicEndKind.TransportError, 2, "the peer takes no connection"),
                Net.QuicError.OperationAborted => new QuicEnd(QuicEndKind.ClosedHere, null, "closed here"),
                _ => new QuicEnd(QuicEndKind.TransportError, null, $"QUIC failed: {quic.QuicError}"),
            };
    }

    // CRYPTO_ERROR carries the alert in its last byte (RFC 9000 20.1).
    private static QuicEnd OfTransport(ulong? code) => code is >= 0x100 and <= 0x1ff
        ? new QuicEnd(QuicEndKind.TlsAlert, code & 0xff, $"TLS alert {code & 0xff}")
        : new QuicEnd(QuicEndKind.TransportError, code, $"transport error 0x{code ?? 0:x}");
}
