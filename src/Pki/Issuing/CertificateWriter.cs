using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garita.Pki.Keys;
using Garita.Pki.Profiles;

namespace Garita.Pki.Issuing;

/// <summary>Turns an intent into a signed certificate. What it returns is not trusted until it was compared.</summary>
public static class CertificateWriter
{
    /// <summary>
    /// Signs an intent with the issuer's key. Throws <see cref="CryptographicException"/> where the key fails and
    /// <see cref="ArgumentException"/> for an intent that its profile does not allow.
    /// </summary>
    /// <returns>The certificate in DER.</returns>
    public static byte[] Sign(CertificateIntent intent, ISigningKey issuerKey)
    {
        ArgumentNullException.ThrowIfNull(intent);
        ArgumentNullException.ThrowIfNull(issuerKey);
        bool namesFit = intent.Profile.Extensions.HasFlag(ProfileExtensions.Names) == intent.Names.All.Any();
        if (!intent.Subject.IsValid || !namesFit)
        {
            throw new ArgumentException("the subject or its names do not fit the profile", nameof(intent));
        }

        CertificateRequest request = new(
            intent.Subject.Encode(), intent.PublicKey.ToPublicKey(), HashAlgorithmName.SHA256);
        foreach (X509Extension extension in Extensions(intent))
        {
            request.CertificateExtensions.Add(extension);
        }

        using X509Certificate2 certificate = request.Create(
            intent.Issuer.Name,
            new SigningKeyGenerator(issuerKey),
            intent.Validity.NotBefore,
            intent.Validity.NotAfter,
            intent.Serial.ToBytes());
        return certificate.RawData;
    }

    /// <summary>The extensions of an intent, in the order in which they are written.</summary>
    internal static List<X509Extension> Extensions(CertificateIntent intent)
    {
        CertificateProfile profile = intent.Profile;
        List<X509Extension> extensions = [];
        if (profile.IsAuthority)
        {
            extensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        }

        extensions.Add(new X509KeyUsageExtension(profile.Usage, critical: true));
        if (profile.Purposes.Length > 0)
        {
            OidCollection purposes = [];
            foreach (string purpose in profile.Purposes)
            {
                purposes.Add(new Oid(purpose));
            }

            extensions.Add(new X509EnhancedKeyUsageExtension(purposes, critical: false));
        }

        if (profile.Extensions.HasFlag(ProfileExtensions.SubjectKey))
        {
            extensions.Add(new X509SubjectKeyIdentifierExtension(intent.PublicKey.KeyIdentifier(), critical: false));
        }

        if (profile.Extensions.HasFlag(ProfileExtensions.AuthorityKey))
        {
            extensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(
                intent.Issuer.Key.KeyIdentifier()));
        }

        if (profile.Extensions.HasFlag(ProfileExtensions.Names))
        {
            extensions.Add(WriteNames(intent.Names));
        }

        return extensions;
    }

    private static X509Extension WriteNames(AlternativeNames names)
    {
        SubjectAlternativeNameBuilder builder = new();
        foreach (string name in names.DnsNames)
        {
            builder.AddDnsName(name);
        }

        foreach (IPAddress address in names.Addresses)
        {
            builder.AddIpAddress(address);
        }

        return builder.Build();
    }
}
