using System.Numerics;

namespace Garita.Merkle;

/// <summary>Checks that a leaf is in a tree (RFC 6962 2.1.1, RFC 9162 2.1.3.2).</summary>
public static class InclusionProof
{
    /// <summary>
    /// How many hashes the proof of a leaf has, exactly; -1 where there is no such leaf. Known before anything is read.
    /// </summary>
    public static int LengthOf(long index, long size)
    {
        if (index < 0 || index >= size || size > TreeHash.MaxSize)
        {
            return -1;
        }

        int inner = InnerOf(index, size);
        return inner + BitOperations.PopCount((ulong)index >> inner);
    }

    /// <summary>
    /// Whether the leaf is at that index of the tree with that size and root. A proof with a hash too many or too few
    /// is refused.
    /// </summary>
    /// <param name="leaf">The leaf's hash, as <see cref="TreeHash.Leaf"/> makes it.</param>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="size">Leaves of the tree.</param>
    /// <param name="proof">The hashes from the leaf's sibling to the root's child.</param>
    /// <param name="root">The root, from a source that is trusted.</param>
    public static bool Verify(
        MerkleHash leaf, long index, long size, ReadOnlySpan<MerkleHash> proof, MerkleHash root) =>
        TryRoot(leaf, index, size, proof, out MerkleHash computed) && computed == root;

    /// <summary>The root that leaf and proof lead to; false where the proof cannot belong to that place.</summary>
    public static bool TryRoot(
        MerkleHash leaf, long index, long size, ReadOnlySpan<MerkleHash> proof, out MerkleHash root)
    {
        root = default;
        if (LengthOf(index, size) != proof.Length)
        {
            return false;
        }

        int inner = InnerOf(index, size);
        MerkleHash hash = leaf;
        for (int level = 0; level < proof.Length; level++)
        {
            // Above the level where the paths of this leaf and of the last one meet, every sibling is to the left.
            bool siblingIsRight = level < inner && ((index >> level) & 1) == 0;
            hash = siblingIsRight ? TreeHash.Node(hash, proof[level]) : TreeHash.Node(proof[level], hash);
        }

        root = hash;
        return true;
    }

    // Levels below the point where the paths of this leaf and of the tree's last leaf meet.
    internal static int InnerOf(long index, long size) =>
        64 - BitOperations.LeadingZeroCount((ulong)(index ^ (size - 1)));
}
