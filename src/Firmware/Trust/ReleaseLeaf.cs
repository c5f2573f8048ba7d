using Garita.Merkle;

namespace Garita.Firmware.Trust;

/// <summary>What the log holds of a release: a leaf that whoever has the manifest can compute.</summary>
public static class ReleaseLeaf
{
    // The kind of the log's entry: a release.
    private const byte Release = 1;

    /// <summary>The leaf's hash, over 0x01 and the manifest's digest.</summary>
    public static MerkleHash Of(Sha256Digest manifestDigest) => TreeHash.Leaf([Release, .. manifestDigest.ToArray()]);
}
