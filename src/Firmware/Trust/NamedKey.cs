using Garita.Pki.Keys;

namespace Garita.Firmware.Trust;

/// <summary>A P-256 key with what it is for: a log's origin, or the purpose of messages.</summary>
/// <param name="Name">1 to <see cref="TrustLimits.MaxName"/> bytes of UTF-8 without control characters.</param>
/// <param name="Key">The key.</param>
public sealed record NamedKey(string Name, EcPublicKey Key);
