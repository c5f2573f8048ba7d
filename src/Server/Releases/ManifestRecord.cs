using Garita.Contracts.Api.Releases;
using Garita.Firmware;
using Garita.Merkle;

namespace Garita.Server.Releases;

/// <summary>A verified manifest as the database has it: a release, or the way back published with it.</summary>
internal sealed record ManifestRecord
{
    /// <summary>Counts up in order of publication.</summary>
    public long Id { get; init; }

    public required Sha256Digest Digest { get; init; }

    /// <summary>The release that this is the way back of; null for a release.</summary>
    public long? WayBackOf { get; init; }

    /// <summary>Null while it is pending: its entry in the log is not known to be durable, and nobody may see it.
    /// </summary>
    public ReleaseState? State { get; init; }

    public required byte[] Envelope { get; init; }

    public string? Version { get; init; }

    public required long Sequence { get; init; }

    public required long Epoch { get; init; }

    public required Guid Vendor { get; init; }

    public required Guid Class { get; init; }

    public required Sha256Digest Image { get; init; }

    public required long ImageBytes { get; init; }

    /// <summary>What is delivered, by which the store has it: the image, unless that is encrypted.</summary>
    public required Sha256Digest Payload { get; init; }

    public required long PayloadBytes { get; init; }

    public required int ChunkBytes { get; init; }

    /// <summary>The root over the chunks.</summary>
    public required MerkleHash ChunkRoot { get; init; }

    /// <summary>Hashes of the public keys whose signatures count, in hex.</summary>
    public required IReadOnlyList<string> Signers { get; init; }

    public required long TrustVersion { get; init; }

    public required string PublishedBy { get; init; }

    public required DateTimeOffset Published { get; init; }

    /// <summary>How long the log was before its entry was made.</summary>
    public long LogFrom { get; init; }

    /// <summary>Its entry in the log; null while it is pending.</summary>
    public long? LogIndex { get; init; }
}
