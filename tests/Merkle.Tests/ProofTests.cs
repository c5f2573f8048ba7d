namespace Garita.Merkle.Tests;

/// <summary>Every tree up to 70 leaves: all the shapes that the bits of a size can make, twice over.</summary>
public sealed class ProofTests
{
    private const int Most = 70;

    private static readonly MerkleHash[] Leaves = Rfc6962.Leaves(Most);

    private static readonly MerkleTree Tree = Rfc6962.TreeOf(Leaves);

    [Fact]
    public void Roots_are_those_of_the_definition()
    {
        TreeBuilder builder = new();
        for (int size = 0; size <= Most; size++)
        {
            MerkleHash root = Rfc6962.Root(Leaves.AsSpan(0, size));
            Assert.Equal(root, builder.Root());
            Assert.Equal(root, Tree.ProverAt(size).Root());
            Assert.Equal(root, new TreeBuilder(size, builder.Subtrees).Root());
            if (size < Most)
            {
                builder.Append(Leaves[size]);
            }
        }
    }

    [Fact]
    public void Inclusion_of_every_leaf_in_every_tree_is_proved()
    {
        for (int size = 1; size <= Most; size++)
        {
            TreeProver prover = Tree.ProverAt(size);
            MerkleHash root = prover.Root();
            for (int index = 0; index < size; index++)
            {
                MerkleHash[] proof = prover.Inclusion(index);
                Assert.Equal(Rfc6962.Path(index, Leaves.AsSpan(0, size)), proof);
                Assert.Equal(proof.Length, InclusionProof.LengthOf(index, size));
                Assert.True(InclusionProof.Verify(Leaves[index], index, size, proof, root));
            }
        }
    }

    [Fact]
    public void Consistency_of_every_two_trees_is_proved()
    {
        for (int size = 1; size <= Most; size++)
        {
            TreeProver prover = Tree.ProverAt(size);
            MerkleHash root = prover.Root();
            for (int old = 1; old <= size; old++)
            {
                MerkleHash[] proof = prover.Consistency(old);
                Assert.Equal(Rfc6962.Proof(old, Leaves.AsSpan(0, size)), proof);
                Assert.Equal(proof.Length, ConsistencyProof.LengthOf(old, size));
                Assert.True(ConsistencyProof.Verify(old, Tree.ProverAt(old).Root(), size, root, proof));
            }
        }
    }

    [Fact]
    public void Every_range_of_every_tree_is_proved()
    {
        for (int size = 1; size <= Most; size++)
        {
            TreeProver prover = Tree.ProverAt(size);
            MerkleHash root = prover.Root();
            for (int first = 0; first < size; first++)
            {
                for (int end = first + 1; end <= size; end++)
                {
                    MerkleHash[] proof = prover.Range(first, end);
                    Assert.Equal(proof.Length, RangeProof.LengthOf(first, end, size));
                    Assert.True(RangeProof.Verify(first, Leaves.AsSpan(first, end - first), size, proof, root));
                }
            }
        }
    }

    [Theory]
    [InlineData(13)]
    [InlineData(32)]
    [InlineData(41)]
    public void A_range_proof_is_what_lies_beside_the_range(int size)
    {
        for (int first = 0; first < size; first++)
        {
            for (int end = first + 1; end <= size; end++)
            {
                Assert.Equal(
                    Rfc6962.Beside(first, end, Leaves.AsSpan(0, size)), Tree.ProverAt(size).Range(first, end));
            }
        }
    }

    [Fact]
    public void A_proof_of_another_place_or_size_is_refused()
    {
        for (int size = 1; size <= Most; size++)
        {
            MerkleHash root = Tree.ProverAt(size).Root();
            for (int index = 0; index < size; index++)
            {
                MerkleHash[] proof = Tree.ProverAt(size).Inclusion(index);
                for (int other = -1; other <= Most; other++)
                {
                    Assert.Equal(other == index, InclusionProof.Verify(Leaves[index], other, size, proof, root));
                    Assert.False(other != size && InclusionProof.Verify(
                        Leaves[index], index, other, proof, Tree.ProverAt(Math.Max(other, 0)).Root()));
                }
            }
        }
    }

    [Fact]
    public void A_proof_with_a_changed_missing_surplus_or_swapped_hash_is_refused()
    {
        foreach (int size in (int[])[2, 3, 7, 8, 33, 64, 70])
        {
            TreeProver prover = Tree.ProverAt(size);
            MerkleHash root = prover.Root();
            for (int index = 0; index < size; index++)
            {
                int at = index;
                RefuseAllMutants(
                    prover.Inclusion(at), proof => InclusionProof.Verify(Leaves[at], at, size, proof, root));
                int end = Math.Min(size, at + 5);
                RefuseAllMutants(
                    prover.Range(at, end),
                    proof => RangeProof.Verify(at, Leaves.AsSpan(at, end - at), size, proof, root));
                MerkleHash old = Tree.ProverAt(at + 1).Root();
                RefuseAllMutants(
                    prover.Consistency(at + 1), proof => ConsistencyProof.Verify(at + 1, old, size, root, proof));
            }
        }
    }

    [Fact]
    public void A_range_with_leaves_swapped_dropped_or_added_is_refused()
    {
        const int Size = 21;
        TreeProver prover = Tree.ProverAt(Size);
        MerkleHash root = prover.Root();
        MerkleHash[] proof = prover.Range(5, 11);
        MerkleHash[] range = Leaves[5..11];
        Assert.True(RangeProof.Verify(5, range, Size, proof, root));
        Assert.False(RangeProof.Verify(5, range.AsSpan()[..5], Size, proof, root));
        Assert.False(RangeProof.Verify(5, Leaves.AsSpan(5, 7), Size, proof, root));
        Assert.False(RangeProof.Verify(6, range, Size, proof, root));
        Assert.False(RangeProof.Verify(4, range, Size, proof, root));
        Assert.False(RangeProof.Verify(5, range, Size + 1, proof, Tree.ProverAt(Size + 1).Root()));
        Assert.False(RangeProof.Verify(5, [], Size, proof, root));
        Assert.False(RangeProof.Verify(long.MaxValue, range, Size, proof, root));
        Assert.False(RangeProof.Verify(long.MinValue, range, long.MinValue, proof, root));
        (range[2], range[3]) = (range[3], range[2]);
        Assert.False(RangeProof.Verify(5, range, Size, proof, root));
    }

    private static void RefuseAllMutants(MerkleHash[] proof, Func<MerkleHash[], bool> verify)
    {
        Assert.True(verify(proof));
        Assert.False(verify([.. proof, default]));
        Assert.False(verify([default, .. proof]));
        for (int at = 0; at < proof.Length; at++)
        {
            Assert.False(verify([.. proof[..at], .. proof[(at + 1)..]]));
            Assert.False(verify([.. proof[..at], proof[at], .. proof[at..]]));
            Assert.False(verify([.. proof[..at], Flip(proof[at]), .. proof[(at + 1)..]]));
            if (at > 0)
            {
                Assert.False(verify([.. proof[..(at - 1)], proof[at], proof[at - 1], .. proof[(at + 1)..]]));
            }
        }
    }

    private static MerkleHash Flip(MerkleHash hash)
    {
        byte[] bytes = hash.ToArray();
        bytes[^1] ^= 0x10;
        return new MerkleHash(bytes);
    }
}
