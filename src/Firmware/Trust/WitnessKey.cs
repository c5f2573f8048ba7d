namespace Garita.Firmware.Trust;

/// <summary>A witness of the log: whoever cosigns its checkpoints after checking that it only grew.</summary>
/// <param name="Name">1 to <see cref="TrustLimits.MaxName"/> bytes of UTF-8 without control characters.</param>
/// <param name="Key">Its Ed25519 public key (RFC 8032), 32 bytes.</param>
public sealed record WitnessKey(string Name, ReadOnlyMemory<byte> Key)
{
    /// <summary>Length of an Ed25519 public key, in bytes.</summary>
    public const int KeyLength = 32;
}
