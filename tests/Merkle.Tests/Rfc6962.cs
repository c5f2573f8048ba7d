namespace Garita.Merkle.Tests;

/// <summary>
/// The definitions of RFC 6962 2.1, written down as they stand there: slow, recursive, and easy to check.
/// </summary>
internal static class Rfc6962
{
    public static MerkleHash[] Leaves(int count) =>
        [.. Enumerable.Range(0, count).Select(n => TreeHash.Leaf(BitConverter.GetBytes(n)))];

    public static MerkleTree TreeOf(IEnumerable<MerkleHash> leaves)
    {
        MerkleTree tree = new();
        foreach (MerkleHash leaf in leaves)
        {
            tree.Append(leaf);
        }

        return tree;
    }

    public static MerkleHash Root(ReadOnlySpan<MerkleHash> leaves)
    {
        if (leaves.Length <= 1)
        {
            return leaves.Length == 0 ? TreeHash.Empty : leaves[0];
        }

        int k = Split(leaves.Length);
        return TreeHash.Node(Root(leaves[..k]), Root(leaves[k..]));
    }

    public static MerkleHash[] Path(int m, ReadOnlySpan<MerkleHash> leaves)
    {
        if (leaves.Length == 1)
        {
            return [];
        }

        int k = Split(leaves.Length);
        return m < k
            ? [.. Path(m, leaves[..k]), Root(leaves[k..])]
            : [.. Path(m - k, leaves[k..]), Root(leaves[..k])];
    }

    public static MerkleHash[] Proof(int m, ReadOnlySpan<MerkleHash> leaves) => SubProof(m, leaves, whole: true);

    /// <summary>The hashes of what lies beside a range, from left to right, by descending from the root.</summary>
    public static MerkleHash[] Beside(int first, int end, ReadOnlySpan<MerkleHash> leaves)
    {
        if (first <= 0 && end >= leaves.Length)
        {
            return [];
        }

        if (end <= 0 || first >= leaves.Length)
        {
            return [Root(leaves)];
        }

        int k = Split(leaves.Length);
        return [.. Beside(first, end, leaves[..k]), .. Beside(first - k, end - k, leaves[k..])];
    }

    private static MerkleHash[] SubProof(int m, ReadOnlySpan<MerkleHash> leaves, bool whole)
    {
        if (m == leaves.Length)
        {
            return whole ? [] : [Root(leaves)];
        }

        int k = Split(leaves.Length);
        return m <= k
            ? [.. SubProof(m, leaves[..k], whole), Root(leaves[k..])]
            : [.. SubProof(m - k, leaves[k..], whole: false), Root(leaves[..k])];
    }

    private static int Split(int n)
    {
        int k = 1;
        while (2 * k < n)
        {
            k *= 2;
        }

        return k;
    }
}
