using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Garita.Pki.Issuing;

/// <summary>
/// Reads a signed certificate back and holds every field against what was meant, before anybody sees it.
/// </summary>
public static class CertificateComparison
{
    private const int Version3 = 3;

    /// <summary>The first field that differs, or none.</summary>
    public static IntentMismatch Compare(ReadOnlySpan<byte> der, CertificateIntent intent)
    {
        ArgumentNullException.ThrowIfNull(intent);
        if (!CertificateDer.TryRead(der, out CertificateDer parts))
        {
            return IntentMismatch.Encoding;
        }

        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
            IntentMismatch fields = CompareFields(certificate, intent);
            if (fields != IntentMismatch.None)
            {
                return fields;
            }
        }
        catch (CryptographicException)
        {
            return IntentMismatch.Encoding;
        }

        if (!parts.IsEcdsaWithSha256)
        {
            return IntentMismatch.SignatureAlgorithm;
        }

        if (!parts.SubjectPublicKeyInfo.SequenceEqual(intent.PublicKey.SubjectPublicKeyInfo.Span))
        {
            return IntentMismatch.PublicKey;
        }

        return intent.Issuer.Key.Verify(parts.SignedPart, parts.Signature)
            ? IntentMismatch.None
            : IntentMismatch.Signature;
    }

    private static IntentMismatch CompareFields(X509Certificate2 certificate, CertificateIntent intent)
    {
        if (certificate.Version != Version3)
        {
            return IntentMismatch.Version;
        }

        // RFC 5280 4.1.2.2: positive, so a high first bit is preceded by a zero octet.
        if (!certificate.SerialNumberBytes.Span.TrimStart((byte)0).SequenceEqual(intent.Serial.ToBytes()))
        {
            return IntentMismatch.Serial;
        }

        if (!SameName(certificate.IssuerName, intent.Issuer.Name))
        {
            return IntentMismatch.Issuer;
        }

        if (!SameName(certificate.SubjectName, intent.Subject.Encode()))
        {
            return IntentMismatch.Subject;
        }

        if (Validity.Between(certificate.NotBefore, certificate.NotAfter) != intent.Validity)
        {
            return IntentMismatch.Validity;
        }

        return SameExtensions(certificate.Extensions, CertificateWriter.Extensions(intent))
            ? IntentMismatch.None
            : IntentMismatch.Extensions;
    }

    private static bool SameName(X500DistinguishedName left, X500DistinguishedName right) =>
        left.RawData.AsSpan().SequenceEqual(right.RawData);

    private static bool SameExtensions(X509ExtensionCollection found, List<X509Extension> meant) =>
        found.Count == meant.Count
        && found.Zip(meant).All(pair => pair.First.Oid?.Value == pair.Second.Oid?.Value
            && pair.First.Critical == pair.Second.Critical
            && pair.First.RawData.AsSpan().SequenceEqual(pair.Second.RawData));
}
