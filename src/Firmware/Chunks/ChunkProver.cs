using Garita.Merkle;

namespace Garita.Firmware.Chunks;

/// <summary>
/// Makes the proofs of an image's chunks from its leaf list: 64 bytes of memory a chunk, and at most two hashes read a
/// level. May be used by many threads.
/// </summary>
public sealed class ChunkProver
{
    private readonly TreeProver _prover;

    /// <summary>Takes a list that leads to the root.</summary>
    public ChunkProver(VerifiedLeafList leaves)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        MerkleTree tree = new();
        for (long i = 0; i < leaves.Layout.LeafCount; i++)
        {
            tree.Append(leaves[i]);
        }

        Layout = leaves.Layout;
        _prover = tree.Prover();
    }

    /// <summary>Of the image.</summary>
    public ChunkLayout Layout { get; }

    /// <summary>The proof of consecutive chunks, for <see cref="ChunkVerifier"/>.</summary>
    /// <param name="first">Index of the first.</param>
    /// <param name="end">Index behind the last.</param>
    public MerkleHash[] Prove(long first, long end) => _prover.Range(first, end);
}
