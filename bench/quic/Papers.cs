using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Garita.QuicBench;

/// <summary>Certificates for one run: made by the one that compares, read by the servers from its folder.</summary>
internal sealed class Papers
{
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1", ClientUsage = "1.3.6.1.5.5.7.3.2";

    private Papers(X509Certificate2 root, X509Certificate2 server, X509Certificate2 client) =>
        (Root, Server, Client) = (root, server, client);

    public X509Certificate2 Root { get; }

    public X509Certificate2 Server { get; }

    public X509Certificate2 Client { get; }

    public static void Make(string folder)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Bench Root", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        using X509Certificate2 root = request.CreateSelfSigned(Day(-1), Day(30));
        File.WriteAllText(Path.Combine(folder, "root.pem"), root.ExportCertificatePem());
        Issue(folder, "server", root, ServerUsage);
        Issue(folder, "client", root, ClientUsage);
    }

    public static Papers Read(string folder) => new(
        X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, "root.pem")),
        Both(folder, "server"),
        Both(folder, "client"));

    /// <summary>Whether a chain ends at our root and is meant for this.</summary>
    public bool Accepts(IReadOnlyList<X509Certificate2> shown, bool ofClient)
    {
        using X509Chain chain = new() { ChainPolicy = Policy(ofClient) };
        return shown.Count > 0 && chain.Build(shown[0]);
    }

    public X509ChainPolicy Policy(bool ofClient)
    {
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.Add(Root);
        policy.ApplicationPolicy.Add(new Oid(ofClient ? ClientUsage : ServerUsage));
        return policy;
    }

    private static DateTimeOffset Day(int days) => TimeProvider.System.GetUtcNow().AddDays(days);

    private static X509Certificate2 Both(string folder, string name) => X509Certificate2.CreateFromPemFile(
        Path.Combine(folder, name + ".pem"), Path.Combine(folder, name + ".key"));

    private static void Issue(string folder, string name, X509Certificate2 root, string usage)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 issued = request.Create(root, Day(-1), Day(29), RandomNumberGenerator.GetBytes(16));
        File.WriteAllText(Path.Combine(folder, name + ".pem"), issued.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, name + ".key"), key.ExportPkcs8PrivateKeyPem());
    }
}
