using System.Numerics;

namespace Garita.Merkle;

/// <summary>Checks that a tree begins with the leaves of an older one (RFC 6962 2.1.2, RFC 9162 2.1.4.2).</summary>
public static class ConsistencyProof
{
    /// <summary>
    /// How many hashes the proof has, exactly; -1 for sizes that no proof joins (the older empty or larger).
    /// </summary>
    public static int LengthOf(long oldSize, long newSize)
    {
        if (oldSize < 1 || oldSize > newSize || newSize > TreeHash.MaxSize)
        {
            return -1;
        }

        if (oldSize == newSize)
        {
            return 0;
        }

        int shift = BitOperations.TrailingZeroCount(oldSize);
        int seed = BitOperations.IsPow2(oldSize) ? 0 : 1;
        return seed + InclusionProof.LengthOf(oldSize - 1, newSize) - shift;
    }

    /// <summary>
    /// Whether the newer tree begins with the older one's leaves. Equal sizes need equal roots and an empty proof. An
    /// older size of 0 is refused: every tree begins with nothing, so there is nothing that a proof could show.
    /// </summary>
    public static bool Verify(
        long oldSize, MerkleHash oldRoot, long newSize, MerkleHash newRoot, ReadOnlySpan<MerkleHash> proof)
    {
        if (LengthOf(oldSize, newSize) != proof.Length)
        {
            return false;
        }

        if (oldSize == newSize)
        {
            return oldRoot == newRoot;
        }

        // The walk starts at the last full subtree of the older tree. Where that is the whole older tree, its hash is
        // the older root and not in the proof.
        int shift = BitOperations.TrailingZeroCount(oldSize);
        bool seedIsRoot = BitOperations.IsPow2(oldSize);
        MerkleHash seed = seedIsRoot ? oldRoot : proof[0];
        proof = seedIsRoot ? proof : proof[1..];

        int inner = InclusionProof.InnerOf(oldSize - 1, newSize) - shift;
        long path = (oldSize - 1) >> shift;
        MerkleHash older = seed;
        MerkleHash newer = seed;
        for (int level = 0; level < proof.Length; level++)
        {
            bool siblingIsRight = level < inner && ((path >> level) & 1) == 0;

            // A sibling to the right has only leaves that the older tree did not have.
            older = siblingIsRight ? older : TreeHash.Node(proof[level], older);
            newer = siblingIsRight ? TreeHash.Node(newer, proof[level]) : TreeHash.Node(proof[level], newer);
        }

        return older == oldRoot && newer == newRoot;
    }
}
