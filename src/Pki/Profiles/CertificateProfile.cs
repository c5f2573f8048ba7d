using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace Garita.Pki.Profiles;

/// <summary>What certificates of one role look like. All are P-256 with ecdsa-with-SHA256.</summary>
/// <param name="Role">The role.</param>
/// <param name="Issuer">Who signs it; the role itself for a root.</param>
/// <param name="Lifetime">How long one is valid.</param>
/// <param name="Usage">keyUsage, always critical.</param>
/// <param name="Purposes">extKeyUsage as object identifiers; empty means the extension is absent.</param>
/// <param name="Extensions">The other extensions.</param>
public sealed record CertificateProfile(
    CertificateRole Role,
    CertificateRole Issuer,
    TimeSpan Lifetime,
    X509KeyUsageFlags Usage,
    ImmutableArray<string> Purposes,
    ProfileExtensions Extensions)
{
    /// <summary>Whether the certificate may sign others.</summary>
    public bool IsAuthority => Extensions.HasFlag(ProfileExtensions.Authority);

    /// <summary>Whether it signs itself.</summary>
    public bool IsRoot => Role == Issuer;
}
