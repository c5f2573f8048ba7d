using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garita.Pki.Issuing;
using Garita.Pki.Keys;
using Garita.Pki.Profiles;

namespace Garita.Pki.Verification;

/// <summary>
/// Our own rules for a certificate under a known issuer. They are narrower than RFC 5280 6: exactly the profile of the
/// role, exactly two or three levels, no other extension, and an issuer only where we put it.
/// </summary>
internal static class ChainRules
{
    /// <summary>A server with a hundred names stays below; a peer's certificate takes about 360 bytes.</summary>
    public const int MaxLength = 16 * 1024;

    private const int Version3 = 3;

    /// <summary>
    /// Opens a certificate in DER; the caller disposes it. Both results are set only when nothing is refused.
    /// </summary>
    public static ChainRefusal TryOpen(ReadOnlySpan<byte> der, out X509Certificate2? certificate, out EcPublicKey? key)
    {
        certificate = null;
        ChainRefusal refusal = CheckForm(der, out key);
        if (refusal != ChainRefusal.None)
        {
            return refusal;
        }

        try
        {
            certificate = X509CertificateLoader.LoadCertificate(der);
        }
        catch (CryptographicException)
        {
            return ChainRefusal.Malformed;
        }

        return ChainRefusal.None;
    }

    /// <summary>
    /// Whether the bytes are a certificate of the only form we issue. The key is set only when nothing is refused.
    /// </summary>
    public static ChainRefusal CheckForm(ReadOnlySpan<byte> der, out EcPublicKey? key)
    {
        key = null;
        if (der.Length > MaxLength)
        {
            return ChainRefusal.TooLarge;
        }

        if (!CertificateDer.TryRead(der, out CertificateDer parts))
        {
            return ChainRefusal.Malformed;
        }

        return parts.IsEcdsaWithSha256 && EcPublicKey.TryParse(parts.SubjectPublicKeyInfo, out key) == KeyRefusal.None
            ? ChainRefusal.None
            : ChainRefusal.WrongAlgorithm;
    }

    /// <summary>Whether this issuer's name is on the certificate and its key made the signature.</summary>
    public static ChainRefusal CheckSignedBy(ReadOnlySpan<byte> der, X509Certificate2 certificate, IssuerName issuer)
    {
        if (!certificate.IssuerName.RawData.AsSpan().SequenceEqual(issuer.Name.RawData))
        {
            return ChainRefusal.UnknownIssuer;
        }

        return CertificateDer.TryRead(der, out CertificateDer parts)
            && issuer.Key.Verify(parts.SignedPart, parts.Signature)
                ? ChainRefusal.None
                : ChainRefusal.BadSignature;
    }

    /// <summary>
    /// Whether version and extensions are exactly those of the profile. The names of a server are not judged.
    /// </summary>
    public static ChainRefusal CheckProfile(
        X509Certificate2 certificate, EcPublicKey key, CertificateProfile profile, IssuerName issuer)
    {
        if (certificate.Version != Version3)
        {
            return ChainRefusal.Malformed;
        }

        if (!HasPurposeOf(certificate, profile))
        {
            return ChainRefusal.WrongPurpose;
        }

        ProfileExtensions found = ProfileExtensions.None;
        foreach (X509Extension extension in certificate.Extensions)
        {
            if (Classify(extension, key, issuer) is not ProfileExtensions kind || (found & kind) != 0)
            {
                return ChainRefusal.WrongExtension;
            }

            found |= kind;
        }

        return found == profile.Extensions ? ChainRefusal.None : ChainRefusal.WrongExtension;
    }

    /// <summary>Whether the issuer and then the certificate are inside their validity.</summary>
    public static ChainRefusal CheckTime(Validity validity, Validity issuer, DateTimeOffset now)
    {
        if (!issuer.Contains(now))
        {
            return ChainRefusal.IssuerOutsideValidity;
        }

        if (validity.Contains(now))
        {
            return ChainRefusal.None;
        }

        return now < validity.NotBefore ? ChainRefusal.NotYetValid : ChainRefusal.Expired;
    }

    /// <summary>Whether key usage and purposes are exactly the profile's (RFC 5280 4.2.1.3, 4.2.1.12).</summary>
    public static bool HasPurposeOf(X509Certificate2 certificate, CertificateProfile profile)
    {
        try
        {
            X509KeyUsageExtension[] usages = [.. certificate.Extensions.OfType<X509KeyUsageExtension>()];
            X509EnhancedKeyUsageExtension[] purposes =
                [.. certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()];
            return usages is [{ Critical: true } usage]
                && usage.KeyUsages == profile.Usage
                && purposes.Length == (profile.Purposes.IsEmpty ? 0 : 1)
                && purposes.SelectMany(p => p.EnhancedKeyUsages.Cast<Oid>())
                    .Select(oid => oid.Value!)
                    .SequenceEqual(profile.Purposes);
        }
        catch (CryptographicException)
        {
            // The framework decodes an extension's content only when it is asked for.
            return false;
        }
    }

    // Null: not an extension of ours, or not with the content it must have.
    private static ProfileExtensions? Classify(X509Extension extension, EcPublicKey key, IssuerName issuer) =>
        extension.Oid?.Value switch
        {
            Oids.KeyUsage or Oids.ExtendedKeyUsage => ProfileExtensions.None,
            Oids.BasicConstraints => Same(
                extension, X509BasicConstraintsExtension.CreateForCertificateAuthority(), ProfileExtensions.Authority),
            Oids.SubjectKeyIdentifier => Same(
                extension,
                new X509SubjectKeyIdentifierExtension(key.KeyIdentifier(), critical: false),
                ProfileExtensions.SubjectKey),
            Oids.AuthorityKeyIdentifier => Same(
                extension,
                X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(issuer.Key.KeyIdentifier()),
                ProfileExtensions.AuthorityKey),
            Oids.SubjectAlternativeName => extension.Critical ? null : ProfileExtensions.Names,
            _ => null,
        };

    private static ProfileExtensions? Same(X509Extension found, X509Extension meant, ProfileExtensions kind) =>
        found.Critical == meant.Critical && found.RawData.AsSpan().SequenceEqual(meant.RawData) ? kind : null;
}
