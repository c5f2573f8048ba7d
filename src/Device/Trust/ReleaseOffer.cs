using Garita.Merkle;

namespace Garita.Device.Trust;

/// <summary>What a device is shown of a release before it fetches a byte of it. Nothing in it is believed.</summary>
public sealed record ReleaseOffer
{
    /// <summary>The signed manifest.</summary>
    public required ReadOnlyMemory<byte> Envelope { get; init; }

    /// <summary>Trust documents newer than the device's, in order; those it has already change nothing.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> TrustDocuments { get; init; } = [];

    /// <summary>That the release is in the log (C2SP tlog-proof); null where there is no proof.</summary>
    public ReadOnlyMemory<byte>? LogProof { get; init; }

    /// <summary>
    /// That the proof's checkpoint and the device's newest are of one log, from the smaller to the larger (RFC 6962
    /// 2.1.2); empty where the device has seen none, or the same.
    /// </summary>
    public IReadOnlyList<MerkleHash> Consistency { get; init; } = [];

    /// <summary>The content key for this device, where the image is encrypted.</summary>
    public ReadOnlyMemory<byte>? KeyOffer { get; init; }
}
