using System.Net;
using System.Security.Cryptography.X509Certificates;
using Garita.Broker.Connections;
using Garita.Pki.Verification;
using Garita.Server.Admission;

namespace Garita.Server.Listeners;

/// <summary>Asks admission about a peer that finished its handshake, and tells the log of every refusal.</summary>
internal sealed class PeerAdmission(CertificateAdmission admission, RefusalLog refusals)
{
    /// <summary>
    /// Who the peer is; null where its certificate is no proof of anything, and it is to be closed without a word. A
    /// peer that the registry refuses is returned: the protocol can tell it why.
    /// </summary>
    /// <param name="certificate">As it was proved.</param>
    /// <param name="remote">The other end.</param>
    public Peer? Judge(X509Certificate2 certificate, IPEndPoint remote)
    {
        AdmissionVerdict verdict = admission.Judge(certificate, remote.ToString());
        if (verdict.Peer is null)
        {
            Report(certificate, remote, ReasonOf(verdict.Chain).ToString(), verdict.Chain.ToString());
        }

        return verdict.Peer;
    }

    /// <summary>As <see cref="Judge"/>, and tells the log also of what the protocol will tell the peer.</summary>
    /// <param name="certificate">As it was proved.</param>
    /// <param name="remote">The other end.</param>
    /// <param name="answer">How the registry's refusal is told to the peer.</param>
    public Peer? JudgeAndTell(X509Certificate2 certificate, IPEndPoint remote, string answer)
    {
        Peer? peer = Judge(certificate, remote);
        if (peer?.Refusal is { } refusal)
        {
            Report(certificate, remote, refusal.ToString(), answer);
        }

        return peer;
    }

    private static HandshakeRefusal ReasonOf(ChainRefusal refusal) => refusal switch
    {
        ChainRefusal.UnknownIssuer or ChainRefusal.BadSignature => HandshakeRefusal.UnknownIssuer,
        ChainRefusal.WrongAlgorithm => HandshakeRefusal.KeyNotAllowed,
        ChainRefusal.Expired => HandshakeRefusal.Expired,
        ChainRefusal.NotYetValid => HandshakeRefusal.NotYetValid,
        ChainRefusal.WrongPurpose or ChainRefusal.WrongName => HandshakeRefusal.WrongPurpose,
        ChainRefusal.None or ChainRefusal.TooLarge or ChainRefusal.Malformed or ChainRefusal.WrongExtension
            or ChainRefusal.IssuerOutsideValidity => HandshakeRefusal.BadChain,
    };

    private void Report(X509Certificate2 certificate, IPEndPoint remote, string reason, string detail) =>
        refusals.Report(remote, reason, detail, PeerCertificateNames.Of(certificate));
}
