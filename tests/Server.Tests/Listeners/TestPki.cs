using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garita.Pki.Profiles;
using Garita.Pki.Verification;
using Garita.TestKit;

namespace Garita.Server.Tests.Listeners;

/// <summary>
/// Roots, issuers and leaves made at run time: good ones and the wrong ones that our own issuing would refuse.
/// </summary>
public sealed class TestPki : IDisposable
{
    public const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";

    private readonly TemporaryDirectory _directory = new();

    public TestPki()
    {
        DeviceRoot = Root("CN=Test Device Root");
        DeviceIssuer = Issuer("CN=D", DeviceRoot);
        PeopleIssuer = Issuer("CN=P", DeviceRoot);
        ServerRoot = Root("CN=Test Server Root");
        ServerIssuer = Issuer("CN=S", ServerRoot);
        Server = Leaf("localhost", ServerIssuer, ServerAuth);
    }

    public X509Certificate2 DeviceRoot { get; }

    public X509Certificate2 DeviceIssuer { get; }

    public X509Certificate2 PeopleIssuer { get; }

    public X509Certificate2 ServerRoot { get; }

    public X509Certificate2 ServerIssuer { get; }

    public X509Certificate2 Server { get; }

    public TrustSet Trust()
    {
        Assert.Equal(ChainRefusal.None, AuthorityCertificate.TryReadRoot(
            DeviceRoot.RawData, CertificateRole.DeviceRoot, out AuthorityCertificate? root));
        Assert.Equal(ChainRefusal.None, AuthorityCertificate.TryReadIssuer(
            DeviceIssuer.RawData, CertificateRole.DeviceIssuer, root!, out AuthorityCertificate? devices));
        Assert.Equal(ChainRefusal.None, AuthorityCertificate.TryReadIssuer(
            PeopleIssuer.RawData, CertificateRole.PeopleIssuer, root!, out AuthorityCertificate? people));
        return new TrustSet([root!], [devices!, people!]);
    }

    public X509ChainPolicy ClientPolicy() => ChainPolicies.ForClients(Trust());

    public X509ChainPolicy ServerPolicy()
    {
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.Add(Bare(ServerRoot));
        return policy;
    }

    public X509Certificate2 Device(string id) => Leaf(id, DeviceIssuer, ClientAuth);

    public static X509Certificate2 Root(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(name, key, HashAlgorithmName.SHA256);
        AddIssuerExtensions(request);
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(90));
    }

    public static X509Certificate2 Issuer(string name, X509Certificate2 root)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(name, key, HashAlgorithmName.SHA256);
        AddIssuerExtensions(request);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        using X509Certificate2 issued = request.Create(
            root, DateTimeOffset.UnixEpoch.AddYears(51), DateTimeOffset.UnixEpoch.AddYears(89), Serial());
        return issued.CopyWithPrivateKey(key);
    }

    public static X509Certificate2 Leaf(
        string commonName, X509Certificate2 issuer, string usage, int fromYear = 52, int untilYear = 88,
        params string[] moreNames)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=" + commonName, key, HashAlgorithmName.SHA256);
        using X509Certificate2 issued = Sign(request, issuer, usage, fromYear, untilYear, moreNames);
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>For a key that stays with its holder.</summary>
    public static X509Certificate2 LeafFor(PublicKey key, string commonName, X509Certificate2 issuer) => Sign(
        new CertificateRequest(new X500DistinguishedName("CN=" + commonName), key, HashAlgorithmName.SHA256),
        issuer, ClientAuth, 52, 88, []);

    public static X509Certificate2 RsaLeaf(string commonName, X509Certificate2 issuer)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=" + commonName, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 issued = Sign(request, issuer, ClientAuth, 52, 88, []);
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>Writes certificate and key as PEM and returns their paths.</summary>
    public (string Certificate, string Key) Write(X509Certificate2 leaf, params X509Certificate2[] above)
    {
        string certificate = _directory.File(leaf.Thumbprint + ".crt");
        string key = _directory.File(leaf.Thumbprint + ".key");
        File.WriteAllText(certificate, string.Join('\n', above.Prepend(leaf).Select(c => c.ExportCertificatePem())));
        AsymmetricAlgorithm? secret = leaf.GetECDsaPrivateKey() as AsymmetricAlgorithm ?? leaf.GetRSAPrivateKey();
        using (secret)
        {
            File.WriteAllText(key, secret?.ExportPkcs8PrivateKeyPem() ?? string.Empty);
        }

        return (certificate, key);
    }

    /// <summary>A path in this object's directory; nothing is created.</summary>
    public string PathOf(string name) => _directory.File(name);

    public void Dispose() => _directory.Dispose();

    private static X509Certificate2 Bare(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadCertificate(certificate.RawData);

    // Several purposes are written with a plus sign between them.
    private static OidCollection Purposes(string usage)
    {
        OidCollection purposes = [];
        foreach (string purpose in usage.Split('+'))
        {
            purposes.Add(new Oid(purpose));
        }

        return purposes;
    }

    private static byte[] Serial()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(8);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x01);
        return serial;
    }

    private static void AddIssuerExtensions(CertificateRequest request)
    {
        byte[] point = request.PublicKey.EncodedKeyValue.RawData;
        byte[] identifier = SHA256.HashData(point)[..20];
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(identifier, false));
    }

    private static X509Certificate2 Sign(
        CertificateRequest request, X509Certificate2 issuer, string usage, int fromYear, int untilYear,
        string[] moreNames)
    {
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(Purposes(usage), false));
        if (usage == ServerAuth)
        {
            SubjectAlternativeNameBuilder names = new();
            names.AddDnsName("localhost");
            foreach (string name in moreNames)
            {
                names.AddDnsName(name);
            }

            request.CertificateExtensions.Add(names.Build());
        }

        using ECDsa key = issuer.GetECDsaPrivateKey()!;
        return request.Create(
            issuer.SubjectName,
            X509SignatureGenerator.CreateForECDsa(key),
            DateTimeOffset.UnixEpoch.AddYears(fromYear),
            DateTimeOffset.UnixEpoch.AddYears(untilYear),
            Serial());
    }
}
