using System.Security.Cryptography;
using Garita.Firmware.Acceptance;
using Garita.Firmware.Encryption;

namespace Garita.Device.Trust;

/// <summary>Whom a device is, as releases name it, and what it asks of them.</summary>
public sealed record ReleaseGateOptions
{
    /// <summary>The vendor whose images the device runs.</summary>
    public required Guid Vendor { get; init; }

    /// <summary>The class of images it runs.</summary>
    public required Guid Class { get; init; }

    /// <summary>Bytes of the slot that an image goes to: a larger one is refused before it is fetched.</summary>
    public required long SlotSize { get; init; }

    /// <summary>
    /// Refuse a release that is not proven to be in a log that the trust document names. Without it a stolen release
    /// key can be used unseen.
    /// </summary>
    public bool RequireLogProof { get; init; } = true;

    /// <summary>
    /// Witnesses that must have cosigned, where that is more than the trust document asks for; never fewer than it
    /// does. More than it names refuses every proof.
    /// </summary>
    public int MinWitnesses { get; init; }

    /// <summary>
    /// Trust documents taken from one offer. Thirty-two: years of changes; a device that missed more takes the rest
    /// with the next offer.
    /// </summary>
    public int MaxTrustDocuments { get; init; } = 32;

    /// <summary>Opens the device's encryption key; null where it has none.</summary>
    public Func<ECDiffieHellman>? OpenEncryptionKey { get; init; }

    /// <summary>Group keys the device holds; they stay the caller's.</summary>
    public IReadOnlyList<GroupKey> GroupKeys { get; init; } = [];

    /// <summary>What the device knows of itself: the same for an offer and for a slot that is to be started.</summary>
    internal DeviceFacts FactsAt(TrustState state) => new()
    {
        Vendor = Vendor,
        Class = Class,
        SequenceNumber = state.SequenceFloor,
        ManifestDigest = state.ConfirmedManifest,
        EpochFloor = state.EpochFloor,
        SlotSize = SlotSize,

        // Whether there is a key for an encrypted image is judged with the key offer.
        Decrypts = true,
    };
}
