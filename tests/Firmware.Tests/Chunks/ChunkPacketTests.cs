using Garita.Firmware.Chunks;
using Garita.Merkle;

namespace Garita.Firmware.Tests.Chunks;

public sealed class ChunkPacketTests
{
    private readonly ChunkedImage _image = new((9 * 1024) + 1, 1024);

    [Fact]
    public void Packet_reads_back_and_verifies()
    {
        byte[] encoded = Packet(3, 5).Encode();
        Assert.Equal(ChunkRefusal.None, ChunkPacket.TryRead(encoded, out ChunkPacket? packet));
        Assert.Equal(3, packet!.First);
        Assert.Equal(ChunkRefusal.None, _image.Verifier.Check(packet.First, packet.Chunks.Span, packet.Proof));
    }

    [Fact]
    public void Every_cut_and_every_byte_more_is_refused()
    {
        byte[] encoded = Packet(9, 10).Encode();
        for (int length = 0; length < encoded.Length; length++)
        {
            Assert.Equal(ChunkRefusal.Malformed, ChunkPacket.TryRead(encoded.AsMemory(0, length), out _));
        }

        Assert.Equal(ChunkRefusal.Malformed, ChunkPacket.TryRead((byte[])[.. encoded, 0], out _));
    }

    [Fact]
    public void Any_flipped_bit_is_refused()
    {
        byte[] good = Packet(9, 10).Encode();
        for (int bit = 0; bit < 8 * good.Length; bit++)
        {
            byte[] changed = [.. good];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            ChunkRefusal refusal = ChunkPacket.TryRead(changed, out ChunkPacket? packet);
            refusal = packet is null
                ? refusal
                : _image.Verifier.Check(packet.First, packet.Chunks.Span, packet.Proof);
            Assert.NotEqual(ChunkRefusal.None, refusal);
        }
    }

    [Fact]
    public void Negative_index_and_endless_proof_have_their_reasons()
    {
        Assert.Equal(ChunkRefusal.IndexOutOfRange, ChunkPacket.TryRead((byte[])[0x83, 0x20, 0x40, 0x40], out _));
        ChunkPacket endless = Packet(0, 1) with { Proof = new MerkleHash[ChunkVerifier.MaxProofHashes + 1] };
        Assert.Equal(ChunkRefusal.WrongProofLength, ChunkPacket.TryRead(endless.Encode(), out _));
    }

    private ChunkPacket Packet(long first, long end) =>
        new(first, _image.Prover.Prove(first, end), _image.Chunks(first, end));
}
