using Garita.Pki.Keys;
using Garita.Pki.Profiles;

namespace Garita.Pki.Issuing;

/// <summary>Everything a certificate shall say, before it is signed.</summary>
/// <param name="Profile">The role's table row.</param>
/// <param name="Subject">Whom it names.</param>
/// <param name="PublicKey">The holder's key.</param>
/// <param name="Issuer">Who signs.</param>
/// <param name="Validity">From when to when.</param>
/// <param name="Serial">The serial number.</param>
public sealed record CertificateIntent(
    CertificateProfile Profile,
    SubjectName Subject,
    EcPublicKey PublicKey,
    IssuerName Issuer,
    Validity Validity,
    CertificateSerial Serial)
{
    /// <summary>The server's names; <see cref="AlternativeNames.None"/> for every other role.</summary>
    public AlternativeNames Names { get; init; } = AlternativeNames.None;
}
