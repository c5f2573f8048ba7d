using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garita.Pki.Issuing;
using Garita.Pki.Keys;
using Garita.Pki.Profiles;

namespace Garita.Pki.Verification;

/// <summary>A certificate that may sign others: a root, or an issuer whose root's signature was checked.</summary>
public sealed class AuthorityCertificate
{
    private readonly byte[] _der;

    private AuthorityCertificate(CertificateRole role, X509Certificate2 certificate, EcPublicKey key)
    {
        Role = role;
        _der = certificate.RawData;
        Name = new IssuerName(new X500DistinguishedName(certificate.SubjectName.RawData), key);
        Validity = Validity.Between(certificate.NotBefore, certificate.NotAfter);
    }

    /// <summary>
    /// What it is trusted for. It comes from where the certificate was kept, not from the certificate.
    /// </summary>
    public CertificateRole Role { get; }

    /// <summary>Its name and key, as certificates signed by it point to them.</summary>
    public IssuerName Name { get; }

    /// <summary>From when to when it is valid.</summary>
    public Validity Validity { get; }

    /// <summary>The certificate in DER.</summary>
    public ReadOnlyMemory<byte> Der => _der;

    /// <summary>A root, for one of the two root roles; checked to be signed by itself.</summary>
    public static ChainRefusal TryReadRoot(
        ReadOnlySpan<byte> der, CertificateRole role, out AuthorityCertificate? root) =>
        TryRead(der, CertificateProfiles.Of(role), issuer: null, out root);

    /// <summary>
    /// An issuer, checked to be signed by its root and to have the profile of its role. Time is not judged.
    /// </summary>
    public static ChainRefusal TryReadIssuer(
        ReadOnlySpan<byte> der, CertificateRole role, AuthorityCertificate root, out AuthorityCertificate? issuer)
    {
        ArgumentNullException.ThrowIfNull(root);
        CertificateProfile profile = CertificateProfiles.Of(role);
        if (profile.Issuer == root.Role)
        {
            return TryRead(der, profile, root, out issuer);
        }

        issuer = null;
        return ChainRefusal.UnknownIssuer;
    }

    /// <summary>The certificate in PEM (RFC 7468 5).</summary>
    public string ToPem() => PemEncoding.WriteString("CERTIFICATE", _der) + "\n";

    /// <summary>The framework's form; the caller disposes it.</summary>
    public X509Certificate2 ToX509() => X509CertificateLoader.LoadCertificate(_der);

    private static ChainRefusal TryRead(
        ReadOnlySpan<byte> der,
        CertificateProfile profile,
        AuthorityCertificate? issuer,
        out AuthorityCertificate? result)
    {
        result = null;
        ChainRefusal opened = ChainRules.TryOpen(der, out X509Certificate2? certificate, out EcPublicKey? key);
        if (opened != ChainRefusal.None)
        {
            return opened;
        }

        using (certificate)
        {
            if (!profile.IsAuthority || profile.IsRoot != (issuer is null))
            {
                return ChainRefusal.WrongPurpose;
            }

            IssuerName signer = issuer?.Name ?? new IssuerName(certificate!.SubjectName, key!);
            ChainRefusal refusal = ChainRules.CheckSignedBy(der, certificate!, signer);
            if (refusal == ChainRefusal.None)
            {
                refusal = ChainRules.CheckProfile(certificate!, key!, profile, signer);
            }

            if (refusal == ChainRefusal.None)
            {
                result = new AuthorityCertificate(profile.Role, certificate!, key!);
            }

            return refusal;
        }
    }
}
