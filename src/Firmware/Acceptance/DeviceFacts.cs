using Garita.Firmware.Manifests;

namespace Garita.Firmware.Acceptance;

/// <summary>What a device knows of itself when it judges a release.</summary>
public sealed record DeviceFacts
{
    /// <summary>Whose device it is.</summary>
    public required Guid Vendor { get; init; }

    /// <summary>Which images run on it.</summary>
    public required Guid Class { get; init; }

    /// <summary>The sequence number of the newest manifest it confirmed; zero before the first.</summary>
    public required ulong SequenceNumber { get; init; }

    /// <summary>The manifest with that sequence number; null before the first.</summary>
    public required Sha256Digest? ManifestDigest { get; init; }

    /// <summary>The lowest epoch it installs or starts. Rises when an image is confirmed, never before.</summary>
    public required uint EpochFloor { get; init; }

    /// <summary>Bytes of the slot that an image goes to.</summary>
    public required long SlotSize { get; init; }

    /// <summary>The component it takes images for.</summary>
    public ComponentId Component { get; init; } = ComponentId.Main;

    /// <summary>Whether it has a key to decrypt images with.</summary>
    public bool Decrypts { get; init; }

    /// <summary>Manifests that it must not install or start again, whatever their signatures.</summary>
    public IReadOnlySet<Sha256Digest> Revoked { get; init; } = new HashSet<Sha256Digest>();
}
