namespace Garita.Pki.Verification;

/// <summary>What came of judging a client's certificate.</summary>
/// <param name="Refusal">Why not, or none.</param>
/// <param name="Peer">The proof; non-null exactly when nothing is refused.</param>
/// <param name="Lapsed">Whom it names; non-null exactly when the time alone is wrong.</param>
public readonly record struct PeerVerdict(ChainRefusal Refusal, PeerCertificate? Peer, LapsedPeer? Lapsed);
