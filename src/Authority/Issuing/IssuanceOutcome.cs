using Garita.Contracts.Identities;
using Garita.Pki.Issuing;

namespace Garita.Authority.Issuing;

/// <summary>How an intent ended.</summary>
/// <param name="Serial">The intent's.</param>
/// <param name="Kind">Issued or not.</param>
/// <param name="At">When, UTC.</param>
public sealed record IssuanceOutcome(CertificateSerial Serial, IssuanceOutcomeKind Kind, DateTimeOffset At)
{
    /// <summary>The certificate in DER; empty unless issued.</summary>
    public ReadOnlyMemory<byte> Certificate { get; init; }

    /// <summary>The certificate's fingerprint; null unless issued.</summary>
    public CertificateFingerprint? Fingerprint { get; init; }
}
