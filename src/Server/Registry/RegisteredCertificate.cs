using Garita.Contracts.Identities;

namespace Garita.Server.Registry;

/// <summary>A certificate in the registry.</summary>
/// <param name="Fingerprint">What it is known by.</param>
/// <param name="Identity">Whose it is.</param>
/// <param name="Active">Whether it is accepted, as far as the certificate goes; its holder's state counts as
/// well.</param>
/// <param name="NotBefore">Start of validity.</param>
/// <param name="NotAfter">End of validity.</param>
/// <param name="OrganizationalUnit">The OU it carries, or null.</param>
public sealed record RegisteredCertificate(
    CertificateFingerprint Fingerprint,
    Identity Identity,
    bool Active,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    string? OrganizationalUnit);
