namespace Garita.IndependentReader.Merkle;

/// <summary>
/// Proofs of RFC 6962 sections 2.1.1 and 2.1.2, checked by their recursive definitions. A proof of another length than
/// the sizes call for is wrong.
/// </summary>
public static class TreeProofs
{
    /// <summary>Whether the hash is leaf <paramref name="index"/> of the tree with this size and root.</summary>
    public static bool Includes(
        ReadOnlySpan<byte> leaf, ulong index, ulong size, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> root)
    {
        if (index >= size || leaf.Length != 32 || proof.Any(hash => hash.Length != 32))
        {
            return false;
        }

        int unused = proof.Count;
        byte[]? computed = Climb(leaf.ToArray(), index, size, proof, ref unused);
        return computed is not null && unused == 0 && root.SequenceEqual(computed);
    }

    /// <summary>Whether the tree of the first size is a beginning of the second; both are at least 1.</summary>
    public static bool IsConsistent(
        (ulong Size, byte[] Root) first, (ulong Size, byte[] Root) second, IReadOnlyList<byte[]> proof)
    {
        if (first.Size == 0 || first.Size > second.Size || proof.Any(hash => hash.Length != 32))
        {
            return false;
        }

        int unused = proof.Count;
        (byte[] Old, byte[] New)? computed =
            Subproof(first.Size, second.Size, first.Root, true, proof, ref unused);
        return computed is { } roots && unused == 0
            && roots.Old.AsSpan().SequenceEqual(first.Root)
            && roots.New.AsSpan().SequenceEqual(second.Root);
    }

    /// <summary>
    /// Whether consecutive leaves stand from an index on in the tree: by docs/wire/merkle.md the proof has the hashes
    /// of what lies beside them, from left to right, which is the order in which the definition of the root meets them.
    /// </summary>
    public static bool IncludesRange(
        ulong first, IReadOnlyList<byte[]> leaves, ulong size, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> root)
    {
        ulong end = first + (ulong)leaves.Count;
        if (leaves.Count == 0 || first >= size || end > size || proof.Any(hash => hash.Length != 32))
        {
            return false;
        }

        Queue<byte[]> beside = new(proof);
        byte[]? computed = RangeRoot(0, size, (first, end), leaves, beside);
        return computed is not null && beside.Count == 0 && root.SequenceEqual(computed);
    }

    private static byte[]? RangeRoot(
        ulong low, ulong high, (ulong First, ulong End) range, IReadOnlyList<byte[]> leaves, Queue<byte[]> beside)
    {
        if (high <= range.First || low >= range.End)
        {
            return beside.TryDequeue(out byte[]? hash) ? hash : null;
        }

        if (high - low == 1)
        {
            return leaves[(int)(low - range.First)];
        }

        ulong middle = low + TreeHashing.Split(high - low);
        byte[]? left = RangeRoot(low, middle, range, leaves, beside);
        byte[]? right = RangeRoot(middle, high, range, leaves, beside);
        return left is null || right is null ? null : TreeHashing.Node(left, right);
    }

    // The path lists siblings from the leaf up; the recursion starts at the root, so it takes the last first.
    private static byte[]? Climb(
        byte[] leaf, ulong index, ulong size, IReadOnlyList<byte[]> proof, ref int unused)
    {
        if (size == 1)
        {
            return leaf;
        }

        if (unused == 0)
        {
            return null;
        }

        byte[] sibling = proof[--unused];
        ulong split = TreeHashing.Split(size);
        bool isLeft = index < split;
        byte[]? below = isLeft
            ? Climb(leaf, index, split, proof, ref unused)
            : Climb(leaf, index - split, size - split, proof, ref unused);
        return below is null ? null
            : isLeft ? TreeHashing.Node(below, sibling) : TreeHashing.Node(sibling, below);
    }

    // SUBPROOF(m, D[n], b) of section 2.1.2: what it yields for the old tree and for the new.
    private static (byte[] Old, byte[] New)? Subproof(
        ulong m, ulong n, byte[] oldRoot, bool whole, IReadOnlyList<byte[]> proof, ref int unused)
    {
        if (m == n && whole)
        {
            return (oldRoot, oldRoot);
        }

        if (unused == 0)
        {
            return null;
        }

        byte[] hash = proof[--unused];
        if (m == n)
        {
            return (hash, hash);
        }

        ulong split = TreeHashing.Split(n);
        if (m <= split)
        {
            return Subproof(m, split, oldRoot, whole, proof, ref unused) is { } left
                ? (left.Old, TreeHashing.Node(left.New, hash))
                : null;
        }

        return Subproof(m - split, n - split, oldRoot, false, proof, ref unused) is { } right
            ? (TreeHashing.Node(hash, right.Old), TreeHashing.Node(hash, right.New))
            : null;
    }
}
