using Garita.Merkle;

namespace Garita.AuditLog.Entries;

/// <summary>
/// A published release. The leaf is its kind and its manifest digest alone, so that a device that holds the manifest
/// can compute the leaf and check a proof with no help from anyone.
/// </summary>
/// <param name="ManifestDigest">SHA-256 over the manifest, as the manifest's authentication states it.</param>
public sealed record ReleaseEntry(MerkleHash ManifestDigest) : ILogEntry
{
    /// <inheritdoc/>
    public LogEntryKind Kind => LogEntryKind.Release;

    /// <summary>The leaf's hash for a manifest digest: what an inclusion proof must start from.</summary>
    public static MerkleHash LeafOf(MerkleHash manifestDigest) =>
        TreeHash.Leaf([(byte)LogEntryKind.Release, .. manifestDigest.Span]);
}
