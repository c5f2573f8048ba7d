using Garita.Firmware.Chunks;
using Garita.Merkle;

namespace Garita.Firmware.Tests.Chunks;

public sealed class ChunkTreeBuilderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1024)]
    [InlineData(5000)]
    public void Pieces_of_any_length_give_the_same_tree(int piece)
    {
        byte[] image = [.. Enumerable.Range(0, 10_001).Select(i => (byte)(i * 7))];
        MerkleTree expected = new();
        foreach (byte[] chunk in image.Chunk(1024))
        {
            expected.Append(TreeHash.Leaf(chunk));
        }

        List<MerkleHash> leaves = [];
        using ChunkTreeBuilder builder = new(1024, leaves.Add);
        foreach (byte[] part in image.Chunk(piece))
        {
            builder.Append(part);
        }

        Assert.Equal(new ChunkLayout(1024, expected.Root(), 10), builder.Finish());
        Assert.Equal(image.Length, builder.Length);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => expected.Leaf(i)), leaves);
    }

    [Fact]
    public void Empty_image_is_refused()
    {
        using ChunkTreeBuilder builder = new(1024);
        builder.Append([]);
        Assert.Throws<InvalidOperationException>(() => builder.Finish());
        Assert.Null(ChunkVerifier.TryCreate(new ChunkLayout(1024, TreeHash.Empty, 0), 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    [InlineData(1025)]
    [InlineData(128 * 1024)]
    [InlineData(-1024)]
    [InlineData(int.MinValue)]
    public void Chunk_size_that_is_none_is_refused(int size)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkTreeBuilder(size));
        Assert.Null(ChunkVerifier.TryCreate(new ChunkLayout(size, TreeHash.Empty, 1), 1));
    }

    // What is signed is the length: a verifier exists only where count and length agree to the byte.
    [Theory]
    [InlineData((1L << 31) - 1)]
    [InlineData(1L << 31)]
    [InlineData((1L << 31) + 1)]
    [InlineData((1L << 32) - 1)]
    [InlineData(1L << 32)]
    [InlineData((1L << 32) + 1)]
    [InlineData(long.MaxValue)]
    public void Lengths_around_powers_of_two_are_held_to_the_byte(long length)
    {
        for (int size = ChunkLayout.MinChunkSize; size <= ChunkLayout.MaxChunkSize; size *= 2)
        {
            long leaves = (long)(((ulong)length + (ulong)size - 1) / (ulong)size);
            ChunkVerifier? verifier = ChunkVerifier.TryCreate(new ChunkLayout(size, TreeHash.Empty, leaves), length);
            Assert.NotNull(verifier);
            Assert.Equal(length, verifier.OffsetOf(leaves - 1) + verifier.LengthOf(leaves - 1));
            Assert.Equal(size, verifier.LengthOf(0));
            Assert.Null(ChunkVerifier.TryCreate(new ChunkLayout(size, TreeHash.Empty, leaves - 1), length));
            Assert.Null(ChunkVerifier.TryCreate(new ChunkLayout(size, TreeHash.Empty, leaves + 1), length));

            // A count that is right only modulo 2^32, as a verifier of 32 bits would compute it.
            Assert.Null(ChunkVerifier.TryCreate(new ChunkLayout(size, TreeHash.Empty, leaves), length ^ (1L << 32)));
            byte[] last = new byte[verifier.LengthOf(leaves - 1)];
            int hashes = RangeProof.LengthOf(leaves - 1, leaves, leaves);
            Assert.InRange(hashes, 0, ChunkVerifier.MaxProofHashes);
            Assert.Equal(ChunkRefusal.NotInTree, verifier.Check(leaves - 1, last, new MerkleHash[hashes]));
            Assert.Equal(ChunkRefusal.WrongLength, verifier.Check(leaves - 1, [.. last, 0], new MerkleHash[hashes]));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(long.MinValue)]
    public void Lengths_below_one_are_refused(long length) =>
        Assert.Null(ChunkVerifier.TryCreate(new ChunkLayout(1024, TreeHash.Empty, 1), length));
}
