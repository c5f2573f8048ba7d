using System.Numerics;
using System.Security.Cryptography;

namespace Garita.IndependentReader.Merkle;

/// <summary>RFC 6962 section 2.1, as its recursive definition says it.</summary>
public static class TreeHashing
{
    public static byte[] Leaf(ReadOnlySpan<byte> data) => SHA256.HashData([0x00, .. data]);

    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        SHA256.HashData([0x01, .. left, .. right]);

    /// <summary>The root over the hashes of leaves.</summary>
    public static byte[] Root(IReadOnlyList<byte[]> leaves) => leaves.Count switch
    {
        0 => SHA256.HashData([]),
        _ => Root(leaves, 0, leaves.Count),
    };

    /// <summary>The largest power of two smaller than n, for n of at least 2.</summary>
    public static ulong Split(ulong n) => 1UL << BitOperations.Log2(n - 1);

    private static byte[] Root(IReadOnlyList<byte[]> leaves, int from, int count)
    {
        if (count == 1)
        {
            return leaves[from];
        }

        int left = (int)Split((ulong)count);
        return Node(Root(leaves, from, left), Root(leaves, from + left, count - left));
    }
}
