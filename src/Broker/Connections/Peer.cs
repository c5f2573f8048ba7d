using Garita.Contracts.Identities;

namespace Garita.Broker.Connections;

/// <summary>Who is at the other end, as admission judged the certificate.</summary>
/// <param name="Attributes">What the policy may ask about the peer.</param>
/// <param name="Fingerprint">The certificate that was shown.</param>
/// <param name="RemoteAddress">Address and port, for logs only.</param>
/// <param name="Refusal">Not null: the chain is valid, the peer is refused; CONNECT is answered with the
/// reason.</param>
public sealed record Peer(
    PeerAttributes Attributes,
    CertificateFingerprint Fingerprint,
    string RemoteAddress,
    PeerRefusal? Refusal = null);
