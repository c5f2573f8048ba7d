using System.Numerics;

namespace Garita.Merkle;

/// <summary>
/// Computes the root over leaves that come one by one, and keeps only the hashes of full subtrees not yet joined: at
/// most one for each bit of the count. Not for two threads at once.
/// </summary>
public sealed class TreeBuilder
{
    // Hashes of the full subtrees from left to right; their sizes are the bits of the count, highest first.
    private readonly MerkleHash[] _stack = new MerkleHash[64];
    private int _depth;

    /// <summary>Starts with no leaves.</summary>
    public TreeBuilder()
    {
    }

    /// <summary>Goes on from a tree whose full subtrees are known, from left to right.</summary>
    /// <param name="count">Leaves of that tree.</param>
    /// <param name="subtrees">One hash for each bit set in the count, the largest subtree first.</param>
    public TreeBuilder(long count, ReadOnlySpan<MerkleHash> subtrees)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, TreeHash.MaxSize);
        if (subtrees.Length != BitOperations.PopCount((ulong)count))
        {
            throw new ArgumentException("one hash for each bit set in the count", nameof(subtrees));
        }

        subtrees.CopyTo(_stack);
        _depth = subtrees.Length;
        Count = count;
    }

    /// <summary>Leaves so far.</summary>
    public long Count { get; private set; }

    /// <summary>The hashes of the full subtrees, from left to right, one for each bit set in the count.</summary>
    public ReadOnlySpan<MerkleHash> Subtrees => _stack.AsSpan(0, _depth);

    /// <summary>Adds the hash of the next leaf, as <see cref="TreeHash.Leaf"/> made it.</summary>
    public void Append(MerkleHash leaf) => Append(leaf, null);

    /// <summary>
    /// Adds the hash of the next leaf and appends to <paramref name="completed"/> that hash and those of the nodes it
    /// completed, in the order of <see cref="NodePosition"/>.
    /// </summary>
    public void Append(MerkleHash leaf, ICollection<MerkleHash>? completed) => AppendSubtree(0, leaf, completed);

    /// <summary>The root over all leaves so far. May be asked at any time; the builder goes on after it.</summary>
    public MerkleHash Root()
    {
        if (_depth == 0)
        {
            return TreeHash.Empty;
        }

        MerkleHash root = _stack[_depth - 1];
        for (int next = _depth - 2; next >= 0; next--)
        {
            root = TreeHash.Node(_stack[next], root);
        }

        return root;
    }

    // A full subtree of 2^level leaves that begins at a multiple of its own size.
    internal void AppendSubtree(int level, MerkleHash hash, ICollection<MerkleHash>? completed = null)
    {
        long size = 1L << level;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Count, TreeHash.MaxSize - size);
        completed?.Add(hash);
        for (long carry = Count >> level; (carry & 1) == 1; carry >>= 1)
        {
            hash = TreeHash.Node(_stack[--_depth], hash);
            completed?.Add(hash);
        }

        _stack[_depth++] = hash;
        Count += size;
    }

    // The right edge of a tree that is not full stands for fewer leaves than its place; nothing can follow it.
    internal MerkleHash RootWithEdge(MerkleHash edge)
    {
        MerkleHash root = edge;
        for (int next = _depth - 1; next >= 0; next--)
        {
            root = TreeHash.Node(_stack[next], root);
        }

        return root;
    }
}
