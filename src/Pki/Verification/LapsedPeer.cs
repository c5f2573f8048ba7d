using Garita.Contracts.Identities;

namespace Garita.Pki.Verification;

/// <summary>
/// Who a certificate names when all is right with it but the time. Not a proof: it is there so that the peer can be
/// told why it is refused, and the log can name it.
/// </summary>
/// <param name="Identity">Whom it names.</param>
/// <param name="Fingerprint">The certificate's fingerprint.</param>
public sealed record LapsedPeer(Identity Identity, CertificateFingerprint Fingerprint);
