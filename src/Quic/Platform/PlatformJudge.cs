using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Garita.Quic.Platform;

/// <summary>Asks the verifier in the middle of one handshake and keeps the chain that it saw.</summary>
internal sealed class PlatformJudge(QuicPeerVerifier verify, bool asked, IPEndPoint remote, string? serverName)
{
    /// <summary>What the peer showed; owned by whoever takes the connection.</summary>
    public IReadOnlyList<X509Certificate2> Chain { get; private set; } = [];

    /// <summary>The name the client asked for.</summary>
    public string? ServerName => serverName;

    /// <summary>Whether the verifier said no.</summary>
    public bool Refused { get; private set; }

    /// <summary>For <see cref="SslServerAuthenticationOptions"/> and its client side.</summary>
    public bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        // The framework owns its certificates and frees them; these are ours.
        Chain = certificate is null
            ? []
            : [Copy(certificate), .. (chain?.ChainPolicy.ExtraStore ?? []).Select(Copy)];
        Refused = (Chain.Count == 0 && !asked) || !verify(new QuicPeer(Chain, remote, serverName));
        return !Refused;
    }

    /// <summary>Frees the chain of a handshake that led to nothing.</summary>
    public void Drop()
    {
        foreach (X509Certificate2 certificate in Chain)
        {
            certificate.Dispose();
        }
    }

    private static X509Certificate2 Copy(X509Certificate certificate) =>
        X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
}
