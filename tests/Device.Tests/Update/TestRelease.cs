using Garita.Firmware;
using Garita.Firmware.Building;
using Garita.Firmware.Chunks;
using Garita.Firmware.Manifests;

namespace Garita.Device.Tests.Update;

/// <summary>A signed release of random bytes, with what serves its chunks.</summary>
internal sealed class TestRelease
{
    public const int ChunkSize = 1024;

    private readonly ChunkProver _prover;

    private TestRelease(byte[] image, byte[] leaves, Envelope envelope, VerifiedManifest manifest)
    {
        ChunkLayout layout = manifest.Image!.Chunks;
        Assert.Equal(ChunkRefusal.None, VerifiedLeafList.TryVerify(layout, leaves, out VerifiedLeafList? list));
        Leaves = leaves;
        Image = image;
        Envelope = envelope;
        Manifest = manifest;
        _prover = new ChunkProver(list!);
    }

    public byte[] Image { get; }

    public Envelope Envelope { get; }

    public VerifiedManifest Manifest { get; }

    /// <summary>The leaf list, as it is served.</summary>
    public byte[] Leaves { get; }

    public long Chunks => _prover.Layout.LeafCount;

    public static TestRelease Make(
        ReleaseSigner signer, ulong sequence, uint epoch, int length = 20_000, Guid? imageClass = null)
    {
        byte[] image = new byte[length];
        new Random((int)sequence).NextBytes(image);
        List<byte> leaves = [];
        using ChunkTreeBuilder tree = new(ChunkSize, leaf => leaves.AddRange(leaf.ToArray()));
        tree.Append(image);
        ChunkLayout layout = tree.Finish();
        Envelope envelope = ManifestBuilder.Build(new SingleImage
        {
            SequenceNumber = sequence,
            Vendor = ReleaseSigner.Vendor,
            Class = imageClass ?? ReleaseSigner.Class,
            Digest = Sha256Digest.Of(image),
            Size = image.Length,
            Chunks = layout,
            Epoch = epoch,
            Version = $"1.{sequence}",
        }).Sign(signer);
        Assert.True(VerifiedManifest.TryVerify(envelope.Bytes, signer.Keys, out VerifiedManifest? manifest, out _));
        return new TestRelease(image, [.. leaves], envelope, manifest);
    }

    public ChunkPacket Packet(long first, int count)
    {
        long end = Math.Min(first + count, Chunks);
        int start = (int)first * ChunkSize;
        int stop = (int)Math.Min(end * ChunkSize, Image.Length);
        return new ChunkPacket(first, _prover.Prove(first, end), Image.AsMemory(start, stop - start));
    }
}
