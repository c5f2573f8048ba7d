using Garita.Merkle;

namespace Garita.Firmware.Chunks;

/// <summary>How what is delivered is cut into chunks, and the root of the tree over them.</summary>
/// <param name="ChunkSize">Bytes of every chunk but the last: a power of two from 1 KiB to 64 KiB.</param>
/// <param name="Root">The RFC 6962 tree hash over the chunks.</param>
/// <param name="LeafCount">Chunks, at least one.</param>
public readonly record struct ChunkLayout(int ChunkSize, MerkleHash Root, long LeafCount)
{
    /// <summary>The smallest chunk: below it the proofs outweigh what they prove.</summary>
    public const int MinChunkSize = 1024;

    /// <summary>The largest chunk: a small device holds one in memory until it is verified.</summary>
    public const int MaxChunkSize = 64 * 1024;

    /// <summary>Whether a chunk may have this size.</summary>
    public static bool IsChunkSize(int size) =>
        size is >= MinChunkSize and <= MaxChunkSize && (size & (size - 1)) == 0;

    /// <summary>The number of chunks that so many bytes make.</summary>
    /// <param name="length">Bytes, at least one.</param>
    /// <param name="chunkSize">A size that <see cref="IsChunkSize"/> allows.</param>
    public static long LeavesOf(long length, int chunkSize) => ((length - 1) / chunkSize) + 1;

    /// <summary>Whether these are chunks of so many bytes: an allowed size, and as many as the length needs.</summary>
    public bool Covers(long length) =>
        length > 0 && IsChunkSize(ChunkSize) && LeafCount == LeavesOf(length, ChunkSize);
}
