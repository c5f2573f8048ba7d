using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garita.TestKit;

namespace Garita.Quic.Tests.Contract;

/// <summary>A verifier as servers and clients have one: a chain to the root, for one use.</summary>
internal static class ChainRules
{
    public static QuicPeerVerifier For(TestAuthority authority, string usage) => peer =>
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority.Root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(usage));
        chain.ChainPolicy.ExtraStore.AddRange(peer.Chain.Skip(1).ToArray());
        return peer.Chain.Count > 0 && chain.Build(peer.Chain[0])
            && (usage != "1.3.6.1.5.5.7.3.1" || peer.Chain[0].MatchesHostname(peer.ServerName!));
    };
}
