using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garita.Pki.Issuing;
using Garita.Pki.Keys;
using Garita.Pki.Profiles;

namespace Garita.Pki.Verification;

/// <summary>
/// A server's certificate that the server root stands behind, that bears the name asked for and that is valid now.
/// </summary>
public sealed class ServerCertificate
{
    private ServerCertificate(X509Certificate2 certificate) =>
        Validity = Validity.Between(certificate.NotBefore, certificate.NotAfter);

    /// <summary>From when to when the certificate is valid.</summary>
    public Validity Validity { get; }

    /// <summary>
    /// Judges what a server presented: its own certificate and its issuer's, both in DER, against a root that is held
    /// already. Never throws, whatever the bytes are. The proof is non-null exactly when nothing is refused.
    /// </summary>
    /// <param name="der">The server's certificate.</param>
    /// <param name="issuer">The issuer, checked against the server root.</param>
    /// <param name="name">The DNS name or IP address that was connected to.</param>
    /// <param name="now">The time to judge validity by.</param>
    /// <param name="server">The proof.</param>
    public static ChainRefusal TryVerify(
        ReadOnlySpan<byte> der,
        AuthorityCertificate issuer,
        string name,
        DateTimeOffset now,
        out ServerCertificate? server)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        server = null;
        if (issuer.Role != CertificateRole.ServerIssuer)
        {
            return ChainRefusal.UnknownIssuer;
        }

        ChainRefusal opened = ChainRules.TryOpen(der, out X509Certificate2? certificate, out EcPublicKey? key);
        if (opened != ChainRefusal.None)
        {
            return opened;
        }

        using (certificate)
        {
            ChainRefusal refusal = Judge(der, certificate!, key!, issuer);
            refusal = refusal == ChainRefusal.None && !Bears(certificate!, name) ? ChainRefusal.WrongName : refusal;
            ServerCertificate candidate = new(certificate!);
            refusal = refusal == ChainRefusal.None
                ? ChainRules.CheckTime(candidate.Validity, issuer.Validity, now)
                : refusal;
            server = refusal == ChainRefusal.None ? candidate : null;
            return refusal;
        }
    }

    private static ChainRefusal Judge(
        ReadOnlySpan<byte> der, X509Certificate2 certificate, EcPublicKey key, AuthorityCertificate issuer)
    {
        ChainRefusal refusal = ChainRules.CheckSignedBy(der, certificate, issuer.Name);
        return refusal == ChainRefusal.None
            ? ChainRules.CheckProfile(certificate, key, CertificateProfiles.Of(CertificateRole.Server), issuer.Name)
            : refusal;
    }

    // RFC 9525 6.3: only subjectAltName counts, never the common name; no wildcards are issued, so none match.
    private static bool Bears(X509Certificate2 certificate, string name)
    {
        try
        {
            X509SubjectAlternativeNameExtension names =
                certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
            return IPAddress.TryParse(name, out IPAddress? address)
                ? names.EnumerateIPAddresses().Contains(address)
                : names.EnumerateDnsNames().Contains(name, StringComparer.OrdinalIgnoreCase);
        }
        catch (CryptographicException)
        {
            // The framework decodes an extension's content only when it is asked for.
            return false;
        }
    }
}
