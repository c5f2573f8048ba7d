using System.Numerics;

namespace Garita.Merkle;

/// <summary>
/// Makes roots and proofs for a tree of a stated size from the stored hashes of its full subtrees. A proof reads at
/// most twice as many hashes as the tree has levels.
/// </summary>
public sealed class TreeProver
{
    private readonly NodeReader _nodes;

    /// <summary>Takes the stored hashes and the size of the tree, which may be less than what is stored.</summary>
    public TreeProver(NodeReader nodes, long size)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, TreeHash.MaxSize);
        _nodes = nodes;
        Size = size;
    }

    /// <summary>Leaves of the tree.</summary>
    public long Size { get; }

    /// <summary>The root (RFC 6962 2.1).</summary>
    public MerkleHash Root() => Size == 0 ? TreeHash.Empty : HashOf(0, Size);

    /// <summary>The audit path of a leaf (RFC 6962 2.1.1), from the leaf's sibling to the root's child.</summary>
    public MerkleHash[] Inclusion(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Size);
        List<MerkleHash> path = [];
        (long low, long high) = (0, Size);
        while (high - low > 1)
        {
            long middle = low + SplitOf(high - low);
            if (index < middle)
            {
                path.Add(HashOf(middle, high));
                high = middle;
            }
            else
            {
                path.Add(HashOf(low, middle));
                low = middle;
            }
        }

        path.Reverse();
        return [.. path];
    }

    /// <summary>
    /// The proof that this tree begins with the leaves of an older one (RFC 6962 2.1.2). Empty where both are the same.
    /// </summary>
    /// <param name="oldSize">Leaves of the older tree, 1 to <see cref="Size"/>.</param>
    public MerkleHash[] Consistency(long oldSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(oldSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, Size);
        List<MerkleHash> path = [];
        (long low, long high) = (0, Size);
        while (high != oldSize)
        {
            long middle = low + SplitOf(high - low);
            if (oldSize <= middle)
            {
                path.Add(HashOf(middle, high));
                high = middle;
            }
            else
            {
                path.Add(HashOf(low, middle));
                low = middle;
            }
        }

        // Where the older tree is the leftmost full subtree, its root is that node and the reader has it.
        if (low != 0)
        {
            path.Add(HashOf(low, high));
        }

        path.Reverse();
        return [.. path];
    }

    /// <summary>
    /// The hashes that, with leaves <paramref name="first"/> up to, not including, <paramref name="end"/>, give the
    /// root; from left to right. See <see cref="RangeProof"/>.
    /// </summary>
    public MerkleHash[] Range(long first, long end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(end, first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, Size);
        List<MerkleHash> hashes = [];
        for (long rest = first, low = 0; rest != 0;)
        {
            long width = 1L << BitOperations.Log2((ulong)rest);
            hashes.Add(HashOf(low, low + width));
            low += width;
            rest -= width;
        }

        for (long low = end; low < Size;)
        {
            long high = Math.Min(Size, low + (1L << BitOperations.TrailingZeroCount(low)));
            hashes.Add(HashOf(low, high));
            low = high;
        }

        return [.. hashes];
    }

    // The largest power of two below n (RFC 6962 2.1).
    private static long SplitOf(long n) => 1L << BitOperations.Log2((ulong)(n - 1));

    // The range begins at a multiple of a power of two not below its length, so its full subtrees are the bits of that
    // length.
    private MerkleHash HashOf(long low, long high)
    {
        MerkleHash hash = default;
        bool started = false;
        for (long end = high; end > low;)
        {
            int level = BitOperations.TrailingZeroCount(end - low);
            end -= 1L << level;
            MerkleHash node = _nodes(level, end >> level);
            hash = started ? TreeHash.Node(node, hash) : node;
            started = true;
        }

        return hash;
    }
}
