using System.Collections.Frozen;

namespace Garita.Contracts.Identities;

/// <summary>
/// What the policy may ask about a peer: its identity, its certificate's names and what the registry adds.
/// </summary>
/// <param name="Identity">Who the peer is, as proved by its certificate.</param>
/// <param name="OrganizationalUnit">The certificate's OU (RFC 5280 A.1), or null.</param>
/// <param name="Groups">The groups the registry puts this identity in.</param>
/// <param name="Images">Digests, in lower-case hex, of the images offered to this device now.</param>
public sealed record PeerAttributes(
    Identity Identity,
    string? OrganizationalUnit,
    FrozenSet<string> Groups,
    FrozenSet<string> Images)
{
    /// <summary>Attributes of a peer that is in no group.</summary>
    public static PeerAttributes Of(Identity identity) =>
        new(identity, OrganizationalUnit: null, FrozenSet<string>.Empty, FrozenSet<string>.Empty);
}
