using Garita.Contracts.Identities;
using Garita.Pki.Issuing;
using Garita.Pki.Keys;

namespace Garita.Authority.Issuing;

/// <summary>What is about to be signed. The serial names it in every later record.</summary>
/// <param name="Serial">Unique over all issuers of the installation.</param>
/// <param name="Identity">Whom the certificate will name.</param>
/// <param name="KeyHash">The hash of the public key, by which a key is found again under another name.</param>
/// <param name="NotBefore">First second of validity, UTC.</param>
/// <param name="NotAfter">Last second of validity, UTC.</param>
/// <param name="Csr">The request in DER, kept for the product's life.</param>
public sealed record IssuanceIntent(
    CertificateSerial Serial,
    Identity Identity,
    PublicKeyHash KeyHash,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    ReadOnlyMemory<byte> Csr)
{
    /// <summary>The organizational unit the certificate will carry, or null.</summary>
    public string? OrganizationalUnit { get; init; }

    /// <summary>When the intent was recorded, UTC.</summary>
    public DateTimeOffset RecordedAt { get; init; }
}
