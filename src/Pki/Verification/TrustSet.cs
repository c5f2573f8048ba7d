using System.Collections.Immutable;
using Garita.Pki.Profiles;

namespace Garita.Pki.Verification;

/// <summary>
/// Whom a server accepts clients from: issuers by role, each checked against its root. It may hold several of each
/// while one CA follows another.
/// </summary>
public sealed class TrustSet
{
    /// <summary>
    /// Makes a set of issuers that were checked. Throws where a role does not issue clients, or a key is there twice.
    /// </summary>
    public TrustSet(IEnumerable<AuthorityCertificate> deviceRoots, IEnumerable<AuthorityCertificate> issuers)
    {
        Roots = [.. deviceRoots];
        Issuers = [.. issuers];
        bool rolesFit = Roots.All(root => root.Role == CertificateRole.DeviceRoot)
            && Issuers.All(i => i.Role is CertificateRole.DeviceIssuer or CertificateRole.PeopleIssuer);
        if (!rolesFit)
        {
            throw new ArgumentException("only device roots and issuers under them belong here", nameof(issuers));
        }

        // One key in two roles would let the kind of an identity be chosen by who reads it.
        int keys = Issuers.Concat(Roots).DistinctBy(authority => authority.Name.Key.Hash).Count();
        if (keys != Issuers.Length + Roots.Length)
        {
            throw new ArgumentException("one key stands for two authorities", nameof(issuers));
        }
    }

    /// <summary>The device roots.</summary>
    public ImmutableArray<AuthorityCertificate> Roots { get; }

    /// <summary>The device and people issuers.</summary>
    public ImmutableArray<AuthorityCertificate> Issuers { get; }
}
