using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Garita.TestKit;

/// <summary>
/// A root and an issuing CA on P-256, made for one test by the framework's own builder, so that what is tested is
/// held
/// against certificates that it did not make itself.
/// </summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly Oid ServerUsage = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientUsage = new("1.3.6.1.5.5.7.3.2");

    private readonly DateTimeOffset _from = TimeProvider.System.GetUtcNow().AddDays(-30);
    private readonly DateTimeOffset _until = TimeProvider.System.GetUtcNow().AddDays(3000);

    /// <summary>Makes both certificates.</summary>
    public TestAuthority(string name = "Test")
    {
        using ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest root = new($"CN={name} Root", rootKey, HashAlgorithmName.SHA256);
        AddCaExtensions(root);
        Root = root.CreateSelfSigned(_from, _until);
        Issuer = NewIssuer(name + " Issuer");
    }

    /// <summary>The root, with its key.</summary>
    public X509Certificate2 Root { get; }

    /// <summary>The issuing CA, with its key.</summary>
    public X509Certificate2 Issuer { get; }

    /// <summary>A further issuing CA under the same root; the caller disposes it.</summary>
    public X509Certificate2 NewIssuer(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        AddCaExtensions(request);
        request.CertificateExtensions.Add(AuthorityKey(Root));
        using X509Certificate2 bare = request.Create(Root, _from, _until, RandomNumberGenerator.GetBytes(16));
        return bare.CopyWithPrivateKey(key);
    }

    /// <summary>A server certificate for DNS names and IP addresses, valid for the given days from now.</summary>
    public X509Certificate2 IssueServer(int fromDay = -1, int untilDay = 90, params string[] names) =>
        Issue(Issuer, names[0], ServerUsage, fromDay, untilDay, names);

    /// <summary>A server certificate that names nothing but its common name.</summary>
    public X509Certificate2 IssueServerWithoutNames(string commonName) =>
        Issue(Issuer, commonName, ServerUsage, -1, 90, []);

    /// <summary>A server certificate from another issuing CA.</summary>
    public static X509Certificate2 IssueServerFrom(X509Certificate2 issuer, params string[] names) =>
        Issue(issuer, names[0], ServerUsage, -1, 90, names);

    /// <summary>A client certificate with a common name.</summary>
    public X509Certificate2 IssueClient(string commonName) => Issue(Issuer, commonName, ClientUsage, -1, 90, []);

    /// <summary>
    /// A client certificate that carries names as a server's would: the usage alone tells them apart.
    /// </summary>
    public X509Certificate2 IssueClientNamed(params string[] names) =>
        Issue(Issuer, names[0], ClientUsage, -1, 90, names);

    /// <summary>A certificate and its issuing CA, as PEM.</summary>
    public string ChainPem(X509Certificate2 leaf) =>
        leaf.ExportCertificatePem() + "\n" + Issuer.ExportCertificatePem() + "\n";

    /// <summary>A certificate's private key as PKCS#8 PEM.</summary>
    public static string KeyPem(X509Certificate2 leaf)
    {
        using ECDsa key = leaf.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Root.Dispose();
        Issuer.Dispose();
    }

    private static X509Certificate2 Issue(
        X509Certificate2 issuer, string commonName, Oid usage, int fromDay, int untilDay, string[] names)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={commonName}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([usage], false));
        request.CertificateExtensions.Add(AuthorityKey(issuer));
        if (names.Length > 0)
        {
            request.CertificateExtensions.Add(AlternativeNames(names));
        }

        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 bare = request.Create(
            issuer, now.AddDays(fromDay), now.AddDays(untilDay), RandomNumberGenerator.GetBytes(16));
        return bare.CopyWithPrivateKey(key);
    }

    private static void AddCaExtensions(CertificateRequest request)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
    }

    private static X509Extension AlternativeNames(string[] names)
    {
        SubjectAlternativeNameBuilder builder = new();
        foreach (string name in names)
        {
            if (IPAddress.TryParse(name, out IPAddress? address))
            {
                builder.AddIpAddress(address);
            }
            else
            {
                builder.AddDnsName(name);
            }
        }

        return builder.Build();
    }

    private static X509AuthorityKeyIdentifierExtension AuthorityKey(X509Certificate2 issuer) =>
        X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: true, false);
}
