using Garita.Pki.Keys;

namespace Garita.Firmware.Trust;

/// <summary>A key whose signed messages a device obeys.</summary>
/// <param name="Purpose">
/// What they may be about: 1 to <see cref="TrustLimits.MaxName"/> bytes of UTF-8 without spaces, plus signs and control
/// characters.
/// </param>
/// <param name="Key">The key.</param>
public sealed record MessageKey(string Purpose, EcPublicKey Key);
