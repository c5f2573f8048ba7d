using Garita.IndependentReader.Merkle;

namespace Garita.Merkle.Tests.Attacks;

/// <summary>
/// Whatever somebody does to a proof, our verdict is the one that the RFC's recursive definition gives, and it is a
/// refusal wherever a hash was changed.
/// </summary>
public sealed class ProofAttackTests
{
    private const int Largest = 20;

    private static readonly long[] s_edges =
    [
        long.MinValue, -1, 0, 1, int.MaxValue, 1L << 31, (1L << 31) + 1, uint.MaxValue, 1L << 32, (1L << 32) + 1,
        TreeHash.MaxSize - 1, TreeHash.MaxSize, TreeHash.MaxSize + 1, long.MaxValue,
    ];

    public static TheoryData<int> Sizes => [.. Enumerable.Range(1, Largest)];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Proof_taken_for_another_place_is_judged_as_the_rfc_defines(int size)
    {
        MerkleTree tree = TreeOf(size);
        MerkleHash root = tree.Root();
        for (int index = 0; index < size; index++)
        {
            MerkleHash[] proof = tree.Prover().Inclusion(index);
            foreach ((long place, long count) in Places(size))
            {
                bool expected = TreeProofs.Includes(
                    tree.Leaf(index).Span, (ulong)place, (ulong)count, Plain(proof), root.Span);
                Assert.Equal(expected, InclusionProof.Verify(tree.Leaf(index), place, count, proof, root));
                Assert.True(!expected || place == index || count != size, "another index of the same tree");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Proof_with_a_flipped_bit_a_hash_more_or_a_hash_less_is_refused(int size)
    {
        MerkleTree tree = TreeOf(size);
        MerkleHash root = tree.Root();
        for (int index = 0; index < size; index++)
        {
            MerkleHash[] proof = tree.Prover().Inclusion(index);
            Assert.True(InclusionProof.Verify(tree.Leaf(index), index, size, proof, root));
            Assert.All(Broken(proof, index), broken =>
                Assert.False(InclusionProof.Verify(tree.Leaf(index), index, size, broken, root)));
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Consistency_proof_is_judged_as_the_rfc_defines(int size)
    {
        MerkleTree tree = TreeOf(size);
        for (int old = 1; old <= size; old++)
        {
            MerkleHash[] proof = tree.Prover().Consistency(old);
            (MerkleHash oldRoot, MerkleHash newRoot) = (tree.ProverAt(old).Root(), tree.Root());
            foreach ((long first, long second) in Places(size))
            {
                bool expected = TreeProofs.IsConsistent(
                    ((ulong)first, oldRoot.ToArray()), ((ulong)second, newRoot.ToArray()), Plain(proof));
                Assert.Equal(expected, ConsistencyProof.Verify(first, oldRoot, second, newRoot, proof));
            }

            Assert.All(Broken(proof, old), broken =>
                Assert.False(ConsistencyProof.Verify(old, oldRoot, size, newRoot, broken)));
            Assert.False(old < size && ConsistencyProof.Verify(old, newRoot, size, oldRoot, proof));
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Range_with_a_leaf_swapped_repeated_left_out_or_moved_is_refused(int size)
    {
        MerkleTree tree = TreeOf(size);
        MerkleHash root = tree.Root();
        for (int first = 0; first < size; first++)
        {
            for (int end = first + 1; end <= size; end++)
            {
                MerkleHash[] proof = tree.Prover().Range(first, end);
                MerkleHash[] leaves = [.. Enumerable.Range(first, end - first).Select(i => tree.Leaf(i))];
                Assert.True(RangeProof.Verify(first, leaves, size, proof, root));
                Assert.True(
                    TreeProofs.IncludesRange((ulong)first, Plain(leaves), (ulong)size, Plain(proof), root.Span));
                Assert.All(Moved(leaves), moved =>
                    Assert.False(RangeProof.Verify(first, moved, size, proof, root)));
                Assert.All(Broken(proof, end), broken =>
                    Assert.False(RangeProof.Verify(first, leaves, size, broken, root)));
                Assert.False(first > 0 && RangeProof.Verify(first - 1, leaves, size, proof, root));
                Assert.False(end < size && RangeProof.Verify(first + 1, leaves, size, proof, root));
            }
        }
    }

    [Fact]
    public void Numbers_at_every_edge_are_judged_without_an_exception()
    {
        MerkleHash hash = TreeHash.Leaf([]);
        MerkleHash[] proof = [.. Enumerable.Repeat(hash, 64)];
        foreach ((long first, long second) in s_edges.SelectMany(a => s_edges.Select(b => (a, b))))
        {
            for (int length = 0; length <= proof.Length; length++)
            {
                InclusionProof.Verify(hash, first, second, proof.AsSpan(0, length), hash);
                ConsistencyProof.Verify(first, hash, second, hash, proof.AsSpan(0, length));
                RangeProof.Verify(first, [hash, hash], second, proof.AsSpan(0, length), hash);
            }

            Assert.InRange(InclusionProof.LengthOf(first, second), -1, 56);
            Assert.InRange(ConsistencyProof.LengthOf(first, second), -1, 57);
            Assert.InRange(RangeProof.LengthOf(first, second, TreeHash.MaxSize), -1, 112);
        }
    }

    [Fact]
    public void Huge_trees_are_judged_as_the_rfc_defines()
    {
        Random random = new(6962);
        for (int run = 0; run < 2000; run++)
        {
            long size = random.NextInt64(1, 1L << random.Next(1, 57));
            long index = random.NextInt64(size);
            MerkleHash leaf = TreeHash.Leaf(BitConverter.GetBytes(run));
            MerkleHash[] proof =
                [.. Enumerable.Range(0, InclusionProof.LengthOf(index, size)).Select(i => TreeHash.Leaf([(byte)i]))];

            Assert.True(InclusionProof.TryRoot(leaf, index, size, proof, out MerkleHash root));

            Assert.True(TreeProofs.Includes(leaf.Span, (ulong)index, (ulong)size, Plain(proof), root.Span));
        }
    }

    private static MerkleTree TreeOf(int size)
    {
        MerkleTree tree = new();
        foreach (int leaf in Enumerable.Range(0, size))
        {
            tree.Append(TreeHash.Leaf([(byte)leaf]));
        }

        return tree;
    }

    // The next sizes and indexes to the true ones, where a verifier is most likely to be off by one.
    private static IEnumerable<(long, long)> Places(int size) =>
        from place in Enumerable.Range(0, size + 2)
        from count in Enumerable.Range(1, size + 2)
        select ((long)place, (long)count);

    private static byte[][] Plain(MerkleHash[] hashes) => [.. hashes.Select(hash => hash.ToArray())];

    private static IEnumerable<MerkleHash[]> Broken(MerkleHash[] proof, int bit)
    {
        yield return [.. proof, TreeHash.Empty];
        yield return [TreeHash.Empty, .. proof];
        for (int at = 0; at < proof.Length; at++)
        {
            byte[] changed = proof[at].ToArray();
            changed[(bit + at) % changed.Length] ^= (byte)(1 << (bit % 8));
            yield return [.. proof[..at], new MerkleHash(changed), .. proof[(at + 1)..]];
            yield return [.. proof[..at], .. proof[(at + 1)..]];
            yield return [.. proof[..at], proof[at], .. proof[at..]];
        }
    }

    private static IEnumerable<MerkleHash[]> Moved(MerkleHash[] leaves)
    {
        yield return [.. leaves, leaves[^1]];
        yield return leaves[..^1];
        for (int at = 0; at + 1 < leaves.Length; at++)
        {
            yield return [.. leaves[..at], leaves[at + 1], leaves[at], .. leaves[(at + 2)..]];
            yield return [.. leaves[..at], leaves[at], leaves[at], .. leaves[(at + 2)..]];
        }
    }
}
