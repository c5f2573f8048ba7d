using Garita.IndependentReader.Cbor;
using Garita.IndependentReader.Merkle;
using Garita.IndependentReader.Suit;

namespace Garita.IndependentReader.Chunks;

/// <summary>Consecutive chunks and their proof, by docs/wire/chunks.md.</summary>
public sealed record ChunkPacket(ulong First, IReadOnlyList<byte[]> Proof, byte[] Content)
{
    private const int HashLength = 32;
    private const int MostHashes = 106;
    private const ulong MostChunks = 256;

    public static ChunkPacket Read(ReadOnlyMemory<byte> bytes)
    {
        IReadOnlyList<CborItem> parts = CborDecoder.Decode(bytes).AsArray();
        if (parts.Count != 3 || parts[1].AsBytes().Length % HashLength != 0)
        {
            throw new UnreadableException("not a packet of chunks");
        }

        byte[][] proof = [.. parts[1].AsBytes().Chunk(HashLength)];
        return proof.Length <= MostHashes
            ? new(parts[0].AsUnsigned(), proof, parts[2].AsBytes())
            : throw new UnreadableException($"{proof.Length} hashes");
    }

    /// <summary>Whether the maker signed these chunks at this place: the five checks in their order.</summary>
    public bool IsOf(ImageRelease release)
    {
        if (First >= release.ChunkCount || Content.Length == 0)
        {
            return false;
        }

        ulong begin = First * release.ChunkSize;
        ulong end = begin + (ulong)Content.Length;
        byte[][] chunks = [.. Content.Chunk((int)release.ChunkSize)];
        return (ulong)chunks.Length <= MostChunks
            && (end == release.ImageSize || (end < release.ImageSize && end % release.ChunkSize == 0))
            && TreeProofs.IncludesRange(
                First, [.. chunks.Select(chunk => TreeHashing.Leaf(chunk))], release.ChunkCount, Proof, release.Root);
    }
}
