using Garita.Firmware.Building;
using Garita.Firmware.Chunks;
using Garita.Firmware.Tests.Chunks;
using Garita.IndependentReader;
using Garita.IndependentReader.Cbor;
using Garita.IndependentReader.Suit;

namespace Garita.Firmware.Tests.Independence;

/// <summary>
/// Packets of ours are read by a reader written from docs/wire/chunks.md; whatever is done to one, both readers judge
/// it alike.
/// </summary>
public sealed class OwnChunkTests
{
    private const int ChunkSize = 1024;

    [Theory]
    [InlineData(1)]
    [InlineData(1024)]
    [InlineData(5000)]
    [InlineData(8192)]
    public void Every_run_of_chunks_is_taken(int length)
    {
        ChunkedImage image = new(length, ChunkSize);
        ImageRelease release = ReleaseOf(image, length);
        for (long first = 0; first < image.Layout.LeafCount; first++)
        {
            for (long end = first + 1; end <= image.Layout.LeafCount; end++)
            {
                Assert.True(Accepts(Packet(image, first, end), release));
            }
        }
    }

    [Fact]
    public void Every_altered_packet_is_refused_by_both()
    {
        const int Length = 3000;
        ChunkedImage image = new(Length, ChunkSize);
        ImageRelease release = ReleaseOf(image, Length);
        byte[] packet = Packet(image, 1, 3);
        Assert.True(Accepts(packet, release) && OursAccepts(packet, image));
        for (int at = 0; at < packet.Length; at++)
        {
            packet[at] ^= (byte)(1 << (at % 8));
            Assert.False(Accepts(packet, release) || OursAccepts(packet, image), $"byte {at}");
            packet[at] ^= (byte)(1 << (at % 8));
        }

        foreach (Attacks.CborMutant mutant in Attacks.CborMutations.Of(packet))
        {
            if (!mutant.Bytes.AsSpan().SequenceEqual(packet))
            {
                Assert.False(Accepts(mutant.Bytes, release) || OursAccepts(mutant.Bytes, image), mutant.What);
            }
        }
    }

    // Lengths that lose their upper bits would make all of these first chunks.
    [Theory]
    [InlineData(1UL << 31)]
    [InlineData(1UL << 32)]
    [InlineData((1UL << 32) + 1)]
    [InlineData(1UL << 54)]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    public void Index_past_the_end_is_refused_by_both(ulong index)
    {
        const int Length = 3000;
        ChunkedImage image = new(Length, ChunkSize);
        CborItem parts = CborDecoder.Decode(Packet(image, 0, 1));
        byte[] moved =
        [
            0x83, .. CborWriting.Head(CborKind.Unsigned, index), .. parts.Items[1].Encoded.Span,
            .. parts.Items[2].Encoded.Span,
        ];

        Assert.False(Accepts(moved, ReleaseOf(image, Length)));
        Assert.False(OursAccepts(moved, image));
    }

    private static byte[] Packet(ChunkedImage image, long first, long end) =>
        new ChunkPacket(first, image.Prover.Prove(first, end), image.Chunks(first, end)).Encode();

    private static bool Accepts(byte[] packet, ImageRelease release)
    {
        try
        {
            return IndependentReader.Chunks.ChunkPacket.Read(packet).IsOf(release);
        }
        catch (UnreadableException)
        {
            return false;
        }
    }

    private static bool OursAccepts(byte[] encoded, ChunkedImage image) =>
        ChunkPacket.TryRead(encoded, out ChunkPacket? packet) == ChunkRefusal.None
        && image.Verifier.Check(packet!.First, packet.Chunks.Span, packet.Proof) == ChunkRefusal.None;

    private static ImageRelease ReleaseOf(ChunkedImage image, int length) => ImageRelease.Read(SuitEnvelope.Read(
        ManifestBuilder.Build(Samples.Release with { Size = length, Chunks = image.Layout }).Bytes).Manifest);
}
