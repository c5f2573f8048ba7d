using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace Garita.Merkle.Tests;

/// <summary>
/// Trees too large to build, in which every leaf is the same, so that the hash of a full subtree depends on its level
/// alone. Nothing here is about hashes; it is about positions and lengths near and far beyond 32 bits.
/// </summary>
public sealed class LargeTreeTests
{
    private static readonly MerkleHash Leaf = TreeHash.Leaf("same"u8);

    private static readonly MerkleHash[] Full = FullSubtrees();

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1L + int.MaxValue)]
    [InlineData(uint.MaxValue)]
    [InlineData(1L + uint.MaxValue)]
    [InlineData((1L << 40) - 1)]
    [InlineData(1L << 40)]
    [InlineData((1L << 40) + 1)]
    [InlineData(TreeHash.MaxSize - 1)]
    [InlineData(TreeHash.MaxSize)]
    public void Proofs_hold_at_the_edges_of_great_trees(long size)
    {
        foreach (long index in (long[])[0, 1, size / 2, (size / 2) + 1, size - 2, size - 1])
        {
            CheckAt(index, size);
        }
    }

    [Fact]
    public void Proofs_hold_anywhere_in_great_trees()
    {
        Gen<(long, long)> places =
            from bits in Gen.Choose(1, 40)
            from size in Below(1L << bits)
            from index in Below(size + 1)
            select (index, size + 1);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(places.ToArbitrary(), place => CheckAt(place.Item1, place.Item2)));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(TreeHash.MaxSize + 1)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void Sizes_beyond_the_limit_are_refused(long size)
    {
        Assert.Equal(-1, InclusionProof.LengthOf(0, size));
        Assert.Equal(-1, ConsistencyProof.LengthOf(1, size));
        Assert.Equal(-1, RangeProof.LengthOf(0, 1, size));
        Assert.False(InclusionProof.Verify(Leaf, 0, size, [], Leaf));
        Assert.False(RangeProof.Verify(0, [Leaf], size, [], Leaf));
        Assert.ThrowsAny<ArgumentException>(() => new TreeProver(Node, size));
    }

    [Fact]
    public void Node_positions_are_the_order_of_completion()
    {
        TreeBuilder builder = new();
        List<MerkleHash> stored = [];
        for (int index = 0; index < 300; index++)
        {
            builder.Append(TreeHash.Leaf(BitConverter.GetBytes(index)), stored);
            Assert.Equal(stored.Count, NodePosition.CountFor(builder.Count));
        }

        for (int level = 0; level < 9; level++)
        {
            for (int index = 0; (index + 1) << level <= 300; index++)
            {
                MerkleHash expected = level == 0
                    ? TreeHash.Leaf(BitConverter.GetBytes(index))
                    : TreeHash.Node(
                        stored[(int)NodePosition.Of(level - 1, 2 * index)],
                        stored[(int)NodePosition.Of(level - 1, (2 * index) + 1)]);
                Assert.Equal(expected, stored[(int)NodePosition.Of(level, index)]);
            }
        }
    }

    private static Gen<long> Below(long end) =>
        from high in Gen.Choose(0, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        select (((long)high << 31) | (long)low) % end;

    private static bool CheckAt(long index, long size)
    {
        TreeProver prover = new(Node, size);
        MerkleHash root = prover.Root();
        MerkleHash[] inclusion = prover.Inclusion(index);
        Assert.True(InclusionProof.Verify(Leaf, index, size, inclusion, root));
        Assert.False(InclusionProof.Verify(Leaf, index, size, [.. inclusion, Leaf], root));

        MerkleHash[] consistency = prover.Consistency(index + 1);
        MerkleHash older = new TreeProver(Node, index + 1).Root();
        Assert.True(ConsistencyProof.Verify(index + 1, older, size, root, consistency));

        int count = (int)Math.Min(37, size - index);
        MerkleHash[] range = prover.Range(index, index + count);
        Assert.InRange(range.Length, 0, 2 * (BitOperations.Log2((ulong)size) + 1));
        Assert.True(RangeProof.Verify(index, [.. Enumerable.Repeat(Leaf, count)], size, range, root));
        return true;
    }

    private static MerkleHash Node(int level, long index)
    {
        Assert.InRange(NodePosition.Of(level, index), 0, 2 * TreeHash.MaxSize);
        return Full[level];
    }

    private static MerkleHash[] FullSubtrees()
    {
        MerkleHash[] full = new MerkleHash[64];
        full[0] = Leaf;
        for (int level = 1; level < full.Length; level++)
        {
            full[level] = TreeHash.Node(full[level - 1], full[level - 1]);
        }

        return full;
    }
}
