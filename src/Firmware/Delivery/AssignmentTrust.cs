using Garita.Contracts.Topics;
using Garita.Pki.Keys;
using Garita.Pki.Verification;

namespace Garita.Firmware.Delivery;

/// <summary>What a device holds assignments against: the roots that it accepts servers under, and its own id.</summary>
public sealed class AssignmentTrust
{
    private readonly DeviceTopics _topics;
    private readonly AuthorityCertificate[] _serverRoots;

    /// <summary>Makes it.</summary>
    /// <param name="serverRoots">
    /// The server roots that the device holds: one, or two while one follows the other. Where there is none, nothing
    /// is assigned.
    /// </param>
    /// <param name="device">The device's id.</param>
    public AssignmentTrust(IEnumerable<AuthorityCertificate> serverRoots, string device) =>
        (_serverRoots, _topics) = ([.. serverRoots], new DeviceTopics(device));

    /// <summary>The keys that the assigner's issuer may have; empty for every issuer under the roots.</summary>
    public IReadOnlyList<PublicKeyHash> IssuerPins { get; init; } = [];

    /// <summary>Whether the server assigned this offer to this device. Says nothing of which is the newest.</summary>
    public AssignmentRefusal Judge(UpdateOfferMessage offer)
    {
        ArgumentNullException.ThrowIfNull(offer);
        return offer.Assigned is { } assigned
            ? assigned.Verify(offer.Unassigned(), _topics.Offer, Stands)
            : AssignmentRefusal.NoAssigner;
    }

    /// <summary>Whether the server gave this answer to this device. Says nothing of what it answers.</summary>
    public AssignmentRefusal Judge(UpdateAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Assigned is { } assigned
            ? assigned.Verify(answer.Unassigned(), _topics.Answer, Stands)
            : AssignmentRefusal.NoAssigner;
    }

    // The proof of an assigner that stands under a root, and under a pinned issuer where there are pins.
    private AssignerCertificate? Stands(Assignment assignment)
    {
        foreach (AuthorityCertificate root in _serverRoots)
        {
            if (AssignerCertificate.TryVerify(
                assignment.Leaf.Span, assignment.Issuer.Span, root, out AssignerCertificate? assigner)
                == ChainRefusal.None)
            {
                return IssuerPins.Count == 0 || IssuerPins.Contains(assigner!.IssuerKey.Hash) ? assigner : null;
            }
        }

        return null;
    }
}
