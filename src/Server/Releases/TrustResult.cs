using Garita.Firmware.Trust;

namespace Garita.Server.Releases;

/// <summary>What came of installing a trust document.</summary>
/// <param name="Refusal">Why it was not.</param>
/// <param name="Record">The document; null where it was refused.</param>
/// <param name="IsNew">False where the same had been installed before.</param>
internal sealed record TrustResult(TrustRefusal Refusal, TrustRecord? Record, bool IsNew);
