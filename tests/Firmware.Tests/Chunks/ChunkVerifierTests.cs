using Garita.Firmware.Chunks;
using Garita.Merkle;

namespace Garita.Firmware.Tests.Chunks;

public sealed class ChunkVerifierTests
{
    private const int Size = 1024;

    public static TheoryData<int> Lengths => [1, 1023, 1024, 1025, 2048, 3 * 1024, (7 * 1024) + 5, 33 * 1024];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Every_run_of_chunks_is_taken_with_its_proof(int length)
    {
        ChunkedImage image = new(length, Size);
        for (int first = 0; first < image.Layout.LeafCount; first++)
        {
            for (int end = first + 1; end <= image.Layout.LeafCount; end++)
            {
                byte[] chunks = image.Chunks(first, end);
                Assert.Equal(ChunkRefusal.None, image.Verifier.Check(first, chunks, image.Prover.Prove(first, end)));
                Assert.Equal(ChunkRefusal.None, image.Verifier.Check(first, chunks, image.List));
            }
        }
    }

    [Fact]
    public void Chunks_swapped_or_repeated_are_refused()
    {
        ChunkedImage image = new((8 * Size) + 3, Size);
        byte[] two = image.Chunks(2, 4);
        byte[] swapped = [.. two[Size..], .. two[..Size]];
        byte[] repeated = [.. two[..Size], .. two[..Size]];
        image.AssertRefused(ChunkRefusal.NotInTree, 2, swapped, image.Prover.Prove(2, 4));
        image.AssertRefused(ChunkRefusal.NotInTree, 2, repeated, image.Prover.Prove(2, 4));
    }

    [Fact]
    public void Chunk_at_another_index_is_refused()
    {
        ChunkedImage image = new(8 * Size, Size);
        for (int index = 0; index < 8; index++)
        {
            for (int other = 0; other < 8; other++)
            {
                ChunkRefusal refusal = image.Verifier.Check(
                    other, image.Chunks(index, index + 1), image.Prover.Prove(index, index + 1));
                Assert.Equal(index == other, refusal == ChunkRefusal.None);
                image.AssertTaken(index == other, other, image.Chunks(index, index + 1));
            }
        }
    }

    [Fact]
    public void Truncated_and_extended_chunks_are_refused_before_they_are_hashed()
    {
        ChunkedImage image = new((4 * Size) + 100, Size);
        byte[] chunk = image.Chunks(1, 2);
        MerkleHash[] proof = image.Prover.Prove(1, 2);
        image.AssertRefused(ChunkRefusal.WrongLength, 1, chunk[..^1], proof);
        image.AssertRefused(ChunkRefusal.WrongLength, 1, [.. chunk, 0], proof);
        image.AssertRefused(ChunkRefusal.CountOutOfRange, 1, [], proof);

        // The last chunk is short by exactly as much as the signed length says.
        byte[] last = image.Chunks(4, 5);
        Assert.Equal(100, last.Length);
        proof = image.Prover.Prove(4, 5);
        image.AssertRefused(ChunkRefusal.WrongLength, 4, last[..^1], proof);
        image.AssertRefused(ChunkRefusal.WrongLength, 4, [.. last, 0], proof);
        image.AssertRefused(ChunkRefusal.WrongLength, 4, [.. last, .. new byte[Size - 100]], proof);
        image.AssertRefused(ChunkRefusal.WrongLength, 3, last, image.Prover.Prove(3, 4));
    }

    [Fact]
    public void Proof_of_another_tree_size_is_refused()
    {
        ChunkedImage image = new(8 * Size, Size);
        for (int length = 1; length <= 16; length++)
        {
            ChunkedImage other = new(length * Size, Size);
            if (length != 8 && length > 3)
            {
                ChunkRefusal refusal = image.Verifier.Check(3, image.Chunks(3, 4), other.Prover.Prove(3, 4));
                Assert.True(refusal is ChunkRefusal.NotInTree or ChunkRefusal.WrongProofLength);
            }
        }
    }

    [Fact]
    public void Proof_with_a_hash_less_more_or_changed_is_refused()
    {
        ChunkedImage image = new((11 * Size) + 1, Size);
        byte[] chunks = image.Chunks(3, 6);
        MerkleHash[] proof = image.Prover.Prove(3, 6);
        image.AssertRefused(ChunkRefusal.WrongProofLength, 3, chunks, proof[1..]);
        image.AssertRefused(ChunkRefusal.WrongProofLength, 3, chunks, [.. proof, proof[0]]);
        for (int i = 0; i < proof.Length; i++)
        {
            MerkleHash[] changed = [.. proof];
            changed[i] = TreeHash.Leaf([1]);
            image.AssertRefused(ChunkRefusal.NotInTree, 3, chunks, changed);
        }
    }

    [Fact]
    public void Chunks_of_another_image_are_refused_with_either_proof()
    {
        ChunkedImage image = new(8 * Size, Size);
        ChunkedImage other = new(8 * Size, Size);
        image.AssertRefused(ChunkRefusal.NotInTree, 2, other.Chunks(2, 3), other.Prover.Prove(2, 3));
        image.AssertRefused(ChunkRefusal.NotInTree, 2, other.Chunks(2, 3), image.Prover.Prove(2, 3));
        image.AssertTaken(false, 2, other.Chunks(2, 3));
        Assert.Throws<ArgumentException>(() => image.Verifier.Check(2, other.Chunks(2, 3), other.List));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(8)]
    [InlineData(int.MinValue)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(1L << 54)]
    public void Index_out_of_range_is_refused(long first)
    {
        ChunkedImage image = new(8 * Size, Size);
        image.AssertRefused(ChunkRefusal.IndexOutOfRange, first, image.Chunks(0, 1), image.Prover.Prove(0, 1));
    }

    [Fact]
    public void A_node_does_not_pass_for_a_chunk()
    {
        ChunkedImage image = new(2 * Size, Size);
        byte[] node = [.. image.List[0].ToArray(), .. image.List[1].ToArray()];
        ChunkVerifier? verifier = ChunkVerifier.TryCreate(new ChunkLayout(Size, image.Layout.Root, 1), node.Length);
        Assert.Equal(ChunkRefusal.NotInTree, verifier!.Check(0, node, []));
    }

    [Fact]
    public void More_chunks_than_are_checked_at_once_are_refused()
    {
        ChunkedImage image = new(300 * Size, Size);
        int limit = ChunkVerifier.MaxChunksAtOnce;
        Assert.Equal(
            ChunkRefusal.None, image.Verifier.Check(1, image.Chunks(1, 1 + limit), image.Prover.Prove(1, 1 + limit)));
        image.AssertRefused(
            ChunkRefusal.CountOutOfRange, 1, image.Chunks(1, 2 + limit), image.Prover.Prove(1, 2 + limit));
    }
}
