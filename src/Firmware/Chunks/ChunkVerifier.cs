using System.Numerics;
using Garita.Merkle;

namespace Garita.Firmware.Chunks;

/// <summary>
/// Says of chunks whether they are those of the signed image, each at its place, before a byte of them is written.
/// Exists only where chunk size, number of chunks and length agree. Holds no chunk and may be used by many threads.
/// </summary>
public sealed class ChunkVerifier
{
    /// <summary>
    /// Chunks checked at once, at most: a proof covers them all, and 256 of the smallest make a message that brokers
    /// commonly take.
    /// </summary>
    public const int MaxChunksAtOnce = 256;

    /// <summary>Hashes of a proof, at most: two for each level of the largest tree of a file.</summary>
    public const int MaxProofHashes = 2 * 53;

    private ChunkVerifier(ChunkLayout layout, long length)
    {
        Layout = layout;
        Length = length;
    }

    /// <summary>How the image is cut; from a signed manifest.</summary>
    public ChunkLayout Layout { get; }

    /// <summary>Length of what is delivered, in bytes; from the same manifest.</summary>
    public long Length { get; }

    /// <summary>Makes a verifier; null where size, count and length do not agree or the image is empty.</summary>
    /// <param name="layout">Of a verified manifest.</param>
    /// <param name="length">
    /// Of a verified manifest: of the ciphertext where the image is encrypted, which is as long.
    /// </param>
    public static ChunkVerifier? TryCreate(ChunkLayout layout, long length) =>
        layout.Covers(length) ? new ChunkVerifier(layout, length) : null;

    /// <summary>Where a chunk begins in the image, in bytes.</summary>
    /// <param name="index">0 up to, not including, the number of chunks.</param>
    public long OffsetOf(long index)
    {
        ThrowIfOutOfRange(index);
        return index * Layout.ChunkSize;
    }

    /// <summary>The exact length of a chunk: the chunk size, or what is left at the end.</summary>
    /// <param name="index">0 up to, not including, the number of chunks.</param>
    public int LengthOf(long index) => (int)Math.Min(Layout.ChunkSize, Length - OffsetOf(index));

    /// <summary>Checks consecutive chunks against the root with one proof.</summary>
    /// <param name="first">Index of the first.</param>
    /// <param name="chunks">
    /// Their bytes, one after the other: whole chunks, the image's last one short if it is.
    /// </param>
    /// <param name="proof">The hashes of <see cref="RangeProof"/>, from left to right.</param>
    public ChunkRefusal Check(long first, ReadOnlySpan<byte> chunks, ReadOnlySpan<MerkleHash> proof)
    {
        ChunkRefusal refusal = CheckExtent(first, chunks.Length, out int count);
        if (refusal != ChunkRefusal.None)
        {
            return refusal;
        }

        if (RangeProof.LengthOf(first, first + count, Layout.LeafCount) != proof.Length)
        {
            return ChunkRefusal.WrongProofLength;
        }

        MerkleHash[] leaves = new MerkleHash[count];
        for (int i = 0; i < count; i++)
        {
            leaves[i] = TreeHash.Leaf(Chunk(chunks, i));
        }

        return RangeProof.Verify(first, leaves, Layout.LeafCount, proof, Layout.Root)
            ? ChunkRefusal.None
            : ChunkRefusal.NotInTree;
    }

    /// <summary>Checks consecutive chunks against a leaf list, which was itself checked against the root.</summary>
    public ChunkRefusal Check(long first, ReadOnlySpan<byte> chunks, VerifiedLeafList leaves)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        if (leaves.Layout != Layout)
        {
            throw new ArgumentException("the list of another image", nameof(leaves));
        }

        ChunkRefusal refusal = CheckExtent(first, chunks.Length, out int count);
        for (int i = 0; refusal == ChunkRefusal.None && i < count; i++)
        {
            refusal = TreeHash.Leaf(Chunk(chunks, i)) == leaves[first + i]
                ? ChunkRefusal.None
                : ChunkRefusal.NotInTree;
        }

        return refusal;
    }

    // The bytes must end exactly where a chunk or the image does.
    private ChunkRefusal CheckExtent(long first, int length, out int count)
    {
        count = 0;
        if (first < 0 || first >= Layout.LeafCount)
        {
            return ChunkRefusal.IndexOutOfRange;
        }

        if (length == 0 || length > (long)MaxChunksAtOnce * Layout.ChunkSize)
        {
            return ChunkRefusal.CountOutOfRange;
        }

        // Neither sum nor product overflows: the image's length is a long, and so is all that lies in it.
        long rest = Length - OffsetOf(first);
        bool endsAChunk = length % Layout.ChunkSize == 0 || length == rest;
        if (length > rest || !endsAChunk)
        {
            return ChunkRefusal.WrongLength;
        }

        count = (int)ChunkLayout.LeavesOf(length, Layout.ChunkSize);
        return ChunkRefusal.None;
    }

    private ReadOnlySpan<byte> Chunk(ReadOnlySpan<byte> chunks, int index)
    {
        int start = index << BitOperations.Log2((uint)Layout.ChunkSize);
        return chunks.Slice(start, Math.Min(Layout.ChunkSize, chunks.Length - start));
    }

    private void ThrowIfOutOfRange(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Layout.LeafCount);
    }
}
