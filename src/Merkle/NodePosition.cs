using System.Numerics;

namespace Garita.Merkle;

/// <summary>
/// Where hashes lie when each is stored as soon as its subtree is full: leaf 0, leaf 1, their node, leaf 2, leaf 3,
/// their node, the node over all four, and so on. Appending only ever adds at the end, and no index is needed.
/// </summary>
public static class NodePosition
{
    /// <summary>The position, from 0, of the hash of a full subtree.</summary>
    /// <param name="level">0 for leaves.</param>
    /// <param name="index">Which subtree of that level, from 0.</param>
    public static long Of(int level, long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, BitOperations.Log2((ulong)TreeHash.MaxSize));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, TreeHash.MaxSize >> level);

        // The subtree's last leaf stands behind everything stored for the leaves before it; the node itself stands
        // `level` places behind that leaf.
        long lastLeaf = ((index + 1) << level) - 1;
        return CountFor(lastLeaf) + level;
    }

    /// <summary>How many hashes are stored for a tree of this many leaves: 2n minus the bits set in n.</summary>
    public static long CountFor(long leaves)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(leaves);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(leaves, TreeHash.MaxSize);
        return (2 * leaves) - BitOperations.PopCount((ulong)leaves);
    }
}
