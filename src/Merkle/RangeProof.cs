using System.Numerics;

namespace Garita.Merkle;

/// <summary>
/// Checks that consecutive leaves are in a tree with one proof for all of them: the hashes of the largest subtrees to
/// the left of the first leaf, then of those to the right of the last, all from left to right. No hash in it could be
/// computed from the leaves, and the number of hashes follows from the positions alone.
/// </summary>
public static class RangeProof
{
    /// <summary>
    /// How many hashes the proof has, exactly; -1 where the range is empty or not in the tree. Never more than twice
    /// the tree's levels.
    /// </summary>
    /// <param name="first">Index of the first leaf.</param>
    /// <param name="end">Index behind the last leaf.</param>
    /// <param name="size">Leaves of the tree.</param>
    public static int LengthOf(long first, long end, long size)
    {
        if (first < 0 || end <= first || end > size || size > TreeHash.MaxSize)
        {
            return -1;
        }

        // To the left one subtree for each bit of the first index; to the right one wherever the path of the last leaf
        // goes left below the point where it parts from the tree's right edge.
        int inner = InclusionProof.InnerOf(end - 1, size);
        ulong lower = (ulong)(end - 1) & ((1UL << inner) - 1);
        return BitOperations.PopCount((ulong)first) + inner - BitOperations.PopCount(lower);
    }

    /// <summary>
    /// Whether these leaves stand, in this order, from that index on in the tree with that size and root. A proof with
    /// a hash too many or too few is refused.
    /// </summary>
    /// <param name="first">Index of the first leaf.</param>
    /// <param name="leaves">Hashes of the leaves, as <see cref="TreeHash.Leaf"/> makes them; at least one.</param>
    /// <param name="size">Leaves of the tree.</param>
    /// <param name="proof">The hashes, from left to right.</param>
    /// <param name="root">The root, from a source that is trusted.</param>
    public static bool Verify(
        long first,
        ReadOnlySpan<MerkleHash> leaves,
        long size,
        ReadOnlySpan<MerkleHash> proof,
        MerkleHash root)
    {
        if (first > size - leaves.Length || LengthOf(first, first + leaves.Length, size) != proof.Length)
        {
            return false;
        }

        int left = BitOperations.PopCount((ulong)first);
        TreeBuilder tree = new(first, proof[..left]);
        foreach (MerkleHash leaf in leaves)
        {
            tree.Append(leaf);
        }

        foreach (MerkleHash hash in proof[left..])
        {
            int level = BitOperations.TrailingZeroCount(tree.Count);
            if (tree.Count > size - (1L << level))
            {
                // The last subtree is cut off by the end of the tree; it is the last hash of the proof.
                return tree.RootWithEdge(hash) == root;
            }

            tree.AppendSubtree(level, hash);
        }

        return tree.Root() == root;
    }
}
