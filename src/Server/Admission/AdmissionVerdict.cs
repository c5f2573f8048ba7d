using Garita.Broker.Connections;
using Garita.Pki.Verification;

namespace Garita.Server.Admission;

/// <summary>What came of judging a client's certificate.</summary>
/// <param name="Chain">Why the certificate is no proof at all, or none; then the connection is closed without a
/// word.</param>
/// <param name="Peer">
/// Who the client is; null exactly when <paramref name="Chain"/> refuses. Its own refusal says that the proof is good
/// but the holder is not welcome, which the protocol can tell it.
/// </param>
public readonly record struct AdmissionVerdict(ChainRefusal Chain, Peer? Peer)
{
    /// <summary>True where the client may come in.</summary>
    public bool IsAdmitted => Peer is { Refusal: null };
}
