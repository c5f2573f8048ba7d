using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Garita.Server.Listeners;

/// <summary>Why a handshake failed.</summary>
/// <param name="Reason">One of the closed set.</param>
/// <param name="Detail">What the TLS library or the chain said, for a person; bounded, without control
/// characters.</param>
internal sealed record HandshakeFault(HandshakeRefusal Reason, string Detail)
{
    private const string EllipticCurveKey = "1.2.840.10045.2.1";

    private const int SslLibrary = 20; // ERR_LIB_SSL

    private const int AlertOffset = 1_000; // SSL_AD_REASON_OFFSET: a received alert is this plus its number

    /// <summary>
    /// Judges the client's certificate with the chain that SslStream built; null if nothing is wrong.
    /// </summary>
    public static HandshakeFault? OfCertificate(
        X509Certificate2? leaf, X509Chain? chain, SslPolicyErrors errors, DateTimeOffset now)
    {
        if (leaf is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return new HandshakeFault(HandshakeRefusal.NoCertificate, "client sent no certificate");
        }

        if (leaf.PublicKey.Oid.Value != EllipticCurveKey)
        {
            return new HandshakeFault(HandshakeRefusal.KeyNotAllowed, "key is " + leaf.PublicKey.Oid.FriendlyName);
        }

        if (errors == SslPolicyErrors.None)
        {
            return null;
        }

        X509ChainStatusFlags flags = 0;
        foreach (X509ChainStatus status in chain?.ChainStatus ?? [])
        {
            flags |= status.Status;
        }

        return new HandshakeFault(OfChain(flags, chain, now), flags.ToString());
    }

    /// <summary>Judges what ended a handshake.</summary>
    public static HandshakeFault OfException(Exception fault, SocketStream stream)
    {
        // A connection whose first byte is no handshake record never was TLS, whatever the library calls it.
        if (stream.FirstByte is >= 0 and not 22)
        {
            return new HandshakeFault(HandshakeRefusal.NotTls, "first byte " + stream.FirstByte.ToString("x2", null));
        }

        if (TryFindSslError(fault, out int reason))
        {
            return reason is >= AlertOffset and < AlertOffset + 256
                ? new HandshakeFault(HandshakeRefusal.PeerAlert, AlertName(reason - AlertOffset))
                : new HandshakeFault(
                    OfSslReason(reason), "TLS reason " + reason.ToString(CultureInfo.InvariantCulture));
        }

        bool gone = stream.AtEnd || fault is SocketException || fault.InnerException is SocketException;
        return gone
            ? new HandshakeFault(HandshakeRefusal.Closed, stream.Progress)
            : new HandshakeFault(HandshakeRefusal.ProtocolError, fault.GetType().Name);
    }

    private static HandshakeRefusal OfChain(X509ChainStatusFlags flags, X509Chain? chain, DateTimeOffset now)
    {
        const X509ChainStatusFlags strange = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;
        const X509ChainStatusFlags times = X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.NotTimeNested;
        if ((flags & strange) != 0)
        {
            return HandshakeRefusal.UnknownIssuer;
        }

        if (flags.HasFlag(X509ChainStatusFlags.NotValidForUsage))
        {
            return HandshakeRefusal.WrongPurpose;
        }

        if ((flags & times) == 0 || chain is null)
        {
            return HandshakeRefusal.BadChain;
        }

        return chain.ChainElements.Any(e => e.Certificate.NotBefore.ToUniversalTime() > now.UtcDateTime)
            ? HandshakeRefusal.NotYetValid
            : HandshakeRefusal.Expired;
    }

    // OpenSSL's sslerr.h. Only what a client can bring about is told apart.
    private static HandshakeRefusal OfSslReason(int reason) => reason switch
    {
        156 or 155 or 267 => HandshakeRefusal.NotTls, // HTTP_REQUEST, HTTPS_PROXY_REQUEST, WRONG_VERSION_NUMBER
        258 or 396 or 259 => HandshakeRefusal.ProtocolTooOld, // UNSUPPORTED_PROTOCOL, VERSION_TOO_LOW, ..._SSL_VERSION
        101 or 118 or 193 or 376 => HandshakeRefusal.NoCommonAlgorithm, // key share, signature, cipher, signature
        235 => HandshakeRefusal.NoCommonProtocol, // NO_APPLICATION_PROTOCOL
        _ => HandshakeRefusal.ProtocolError,
    };

    // The library's text carries "error:LLRRRRRR:": in OpenSSL 3 the library number above 23 bits of reason.
    private static bool TryFindSslError(Exception? fault, out int reason)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            int at = fault.Message.IndexOf("error:", StringComparison.Ordinal);
            if (at >= 0 && fault.Message.Length >= at + 14
                && uint.TryParse(fault.Message.AsSpan(at + 6, 8), NumberStyles.HexNumber, null, out uint code)
                && code >> 23 == SslLibrary)
            {
                reason = (int)(code & 0x7F_FFFF);
                return true;
            }
        }

        reason = 0;
        return false;
    }

    // RFC 8446 6.2 and the TLS alert registry.
    internal static string AlertName(int alert) => alert switch
    {
        0 => "close_notify",
        10 => "unexpected_message",
        20 => "bad_record_mac",
        22 => "record_overflow",
        40 => "handshake_failure",
        42 => "bad_certificate",
        43 => "unsupported_certificate",
        44 => "certificate_revoked",
        45 => "certificate_expired",
        46 => "certificate_unknown",
        47 => "illegal_parameter",
        48 => "unknown_ca",
        49 => "access_denied",
        50 => "decode_error",
        51 => "decrypt_error",
        70 => "protocol_version",
        71 => "insufficient_security",
        80 => "internal_error",
        90 => "user_canceled",
        109 => "missing_extension",
        112 => "unrecognized_name",
        116 => "certificate_required",
        120 => "no_application_protocol",
        _ => "alert " + alert.ToString(CultureInfo.InvariantCulture),
    };
}
