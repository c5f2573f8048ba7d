using System.Formats.Cbor;
using Garita.Firmware.Cbor;
using Garita.Merkle;

namespace Garita.Firmware.Chunks;

/// <summary>
/// Consecutive chunks with what proves them, as they travel:
/// <code>
/// [ first: uint, proof: bstr (hashes one after the other), chunks: bstr ]
/// </code>
/// Reading checks the layout alone; <see cref="ChunkVerifier"/> says whether to believe it.
/// </summary>
/// <param name="First">Index of the first chunk.</param>
/// <param name="Proof">The hashes, from left to right.</param>
/// <param name="Chunks">The bytes of the chunks, one after the other.</param>
public sealed record ChunkPacket(long First, MerkleHash[] Proof, ReadOnlyMemory<byte> Chunks)
{
    /// <summary>Reads a packet; non-null only when nothing is refused. Chunks are a part of the input.</summary>
    public static ChunkRefusal TryRead(ReadOnlyMemory<byte> encoded, out ChunkPacket? packet)
    {
        packet = null;
        StrictCborReader reader = new(encoded.Span);
        if (!reader.TryReadArray(out int members) || members != 3
            || !reader.TryReadInteger(out long first)
            || !reader.TryReadBytes(out ReadOnlySpan<byte> hashes) || hashes.Length % MerkleHash.Size != 0
            || !reader.TryReadBytes(out ReadOnlySpan<byte> chunks) || !reader.AtEnd)
        {
            return ChunkRefusal.Malformed;
        }

        if (first < 0)
        {
            return ChunkRefusal.IndexOutOfRange;
        }

        MerkleHash[] proof = new MerkleHash[hashes.Length / MerkleHash.Size];
        if (proof.Length > ChunkVerifier.MaxProofHashes)
        {
            return ChunkRefusal.WrongProofLength;
        }

        for (int i = 0; i < proof.Length; i++)
        {
            MerkleHash.TryRead(hashes.Slice(i * MerkleHash.Size, MerkleHash.Size), out proof[i]);
        }

        packet = new ChunkPacket(first, proof, encoded[^chunks.Length..]);
        return ChunkRefusal.None;
    }

    /// <summary>The packet's bytes.</summary>
    public byte[] Encode()
    {
        byte[] hashes = new byte[Proof.Length * MerkleHash.Size];
        for (int i = 0; i < Proof.Length; i++)
        {
            Proof[i].CopyTo(hashes.AsSpan(i * MerkleHash.Size));
        }

        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteStartArray(3);
        writer.WriteInt64(First);
        writer.WriteByteString(hashes);
        writer.WriteByteString(Chunks.Span);
        writer.WriteEndArray();
        return writer.Encode();
    }
}
