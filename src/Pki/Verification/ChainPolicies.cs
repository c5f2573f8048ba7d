using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Garita.Pki.Verification;

/// <summary>
/// The chain policies that TLS engines are given. Neither uses the system's trust store, downloads anything or asks for
/// revocation: the framework's revocation on Linux blocks handshakes and cannot be primed; the registry answers.
/// </summary>
public static class ChainPolicies
{
    /// <summary>
    /// For a server that accepts clients. Set it once in the options; engines clone it for each handshake.
    /// </summary>
    public static X509ChainPolicy ForClients(TrustSet trust)
    {
        ArgumentNullException.ThrowIfNull(trust);
        return Make(trust.Roots, trust.Issuers, Oids.ClientAuth);
    }

    /// <summary>For a client of ours: the server roots alone; the server sends its issuer.</summary>
    public static X509ChainPolicy ForServers(IEnumerable<AuthorityCertificate> serverRoots)
    {
        ArgumentNullException.ThrowIfNull(serverRoots);
        return Make(serverRoots, [], Oids.ServerAuth);
    }

    private static X509ChainPolicy Make(
        IEnumerable<AuthorityCertificate> roots, IEnumerable<AuthorityCertificate> issuers, string purpose)
    {
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(new Oid(purpose));
        foreach (AuthorityCertificate root in roots)
        {
            policy.CustomTrustStore.Add(root.ToX509());
        }

        foreach (AuthorityCertificate issuer in issuers)
        {
            policy.ExtraStore.Add(issuer.ToX509());
        }

        return policy;
    }
}
