using System.Security.Cryptography.X509Certificates;
using Garita.Pki.Profiles;
using Garita.Pki.Verification;

namespace Garita.Pki.Tests.Verification;

/// <summary>What the framework's own chain engine, which SslStream asks, makes of our policies.</summary>
public sealed class ChainPoliciesTests : IDisposable
{
    private readonly TestPki _pki = new();

    public void Dispose() => _pki.Dispose();

    [Theory]
    [InlineData(CertificateRole.Device, true)]
    [InlineData(CertificateRole.Service, true)]
    [InlineData(CertificateRole.Operator, true)]
    [InlineData(CertificateRole.Server, false)]
    public void A_server_builds_a_chain_for_clients_alone(CertificateRole role, bool accepted) =>
        Assert.Equal(accepted, Builds(ChainPolicies.ForClients(_pki.Trust), role, _pki));

    [Theory]
    [InlineData(CertificateRole.Device, false)]
    [InlineData(CertificateRole.Operator, false)]
    [InlineData(CertificateRole.Server, true)]
    public void A_client_builds_a_chain_for_servers_alone(CertificateRole role, bool accepted) =>
        Assert.Equal(accepted, Builds(ServerPolicy(), role, _pki));

    [Fact]
    public void Another_installations_certificates_build_no_chain()
    {
        using TestPki other = new();
        Assert.False(Builds(ChainPolicies.ForClients(_pki.Trust), CertificateRole.Device, other));
        Assert.False(Builds(ServerPolicy(), CertificateRole.Server, other));
    }

    [Fact]
    public void No_policy_trusts_the_system_downloads_anything_or_ignores_a_fault()
    {
        foreach (X509ChainPolicy policy in new[] { ChainPolicies.ForClients(_pki.Trust), ServerPolicy() })
        {
            Assert.Equal(X509ChainTrustMode.CustomRootTrust, policy.TrustMode);
            Assert.Equal(X509VerificationFlags.NoFlag, policy.VerificationFlags);
            Assert.True(policy.DisableCertificateDownloads);
            Assert.Single(policy.ApplicationPolicy);
        }
    }

    private X509ChainPolicy ServerPolicy()
    {
        // The server sends its issuer; the engine puts what was sent into the extra store.
        X509ChainPolicy policy = ChainPolicies.ForServers([_pki[CertificateRole.ServerRoot]]);
        policy.ExtraStore.Add(_pki[CertificateRole.ServerIssuer].ToX509());
        return policy;
    }

    private static bool Builds(X509ChainPolicy policy, CertificateRole role, TestPki signer)
    {
        using X509Certificate2 leaf =
            X509CertificateLoader.LoadCertificate(signer.Leaf(role, TestPki.CommonNameOf(role)));
        using X509Chain chain = new() { ChainPolicy = policy };
        return chain.Build(leaf);
    }
}
