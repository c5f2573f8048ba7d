using Garita.Firmware.Building;
using Garita.Firmware.Chunks;
using Garita.Firmware.Manifests;
using Garita.Pki.Keys;

namespace Garita.Firmware.Tests.Building;

public sealed class ManifestBuilderTests
{
    private const int LargestSignedManifest = 450;
    private const int SignatureCost = 76;

    [Fact]
    public void Release_signed_is_read_back_as_it_was_said()
    {
        using TestKey key = new();
        Envelope signed = ManifestBuilder.Build(Samples.Release).Sign(key);

        Assert.True(VerifiedManifest.TryVerify(
            signed.Bytes, Samples.Trust(1, key), out VerifiedManifest? verified, out ManifestRefusal refusal));
        Assert.Equal(ManifestRefusal.None, refusal);
        Assert.Equal(signed.ManifestDigest, verified.Digest);
        Assert.Equal([key.PublicKey.Hash], verified.Signers);
        ImageDescription image = verified.Image!;
        Assert.Equal((Samples.Vendor, Samples.Class), (image.Vendor, image.Class));
        Assert.Equal((Samples.Release.Digest, Samples.Release.Size), (image.Digest, image.Size));
        Assert.Equal(Samples.Release.Chunks, image.Chunks);
        Assert.Equal((3u, "1.4.2"), (image.Epoch, image.Version));
        Assert.Equal(PayloadKind.Image, image.Payload.Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Release_signed_stays_within_its_size(bool severable)
    {
        using TestKey key = new();
        SingleImage large = Samples.Release with
        {
            SequenceNumber = long.MaxValue,
            Epoch = uint.MaxValue,
            Version = "2031.12.31-rc.4+build.77",
            Severable = severable,
        };

        int length = ManifestBuilder.Build(large).Sign(key).Bytes.Length;

        Assert.InRange(length, 300, LargestSignedManifest);
    }

    [Fact]
    public void Several_signatures_are_gathered_one_after_the_other_over_one_digest()
    {
        using TestKey first = new();
        using TestKey second = new();
        using TestKey third = new();
        Envelope draft = ManifestBuilder.Build(Samples.Release);
        byte[] toSign = draft.ToBeSigned();

        // Two that hold the key, and one that is handed the bytes and answers in DER.
        Envelope two = draft.Sign(first).Sign(second);
        Assert.True(EcdsaSignature.TryFromDer(third.Sign(toSign), out EcdsaSignature? external));
        Envelope three = two.Attach(external);

        ReleaseKeys keys = Samples.Trust(3, first, second, third);
        Assert.False(VerifiedManifest.TryVerify(two.Bytes, keys, out _, out ManifestRefusal refusal));
        Assert.True(VerifiedManifest.TryVerify(three.Bytes, keys, out VerifiedManifest? verified, out _));
        Assert.Equal(ManifestRefusal.BelowThreshold, refusal);
        Assert.Equal(3, verified.Signers.Count);
        Assert.Equal(Sha256Digest.Of(toSign), draft.DigestToSign());
        Assert.Equal(draft.Bytes.ToArray(), three.WithoutSignatures().Bytes.ToArray());
        Assert.Equal(SignatureCost, two.Bytes.Length - draft.Sign(first).Bytes.Length);
    }

    [Theory]
    [InlineData((1L << 31) - 1)]
    [InlineData(1L << 31)]
    [InlineData((1L << 32) - 1)]
    [InlineData(1L << 32)]
    [InlineData((1L << 32) + 1)]
    [InlineData(long.MaxValue)]
    public void Image_of_any_length_is_signed_with_its_length(long size)
    {
        using TestKey key = new();
        ChunkLayout chunks = Samples.Release.Chunks with
        {
            ChunkSize = ChunkLayout.MaxChunkSize,
            LeafCount = ChunkLayout.LeavesOf(size, ChunkLayout.MaxChunkSize),
        };
        Envelope signed = ManifestBuilder.Build(Samples.Release with { Size = size, Chunks = chunks }).Sign(key);

        Assert.True(VerifiedManifest.TryVerify(
            signed.Bytes, Samples.Trust(1, key), out VerifiedManifest? verified, out _));
        Assert.Equal((size, chunks), (verified.Image!.Size, verified.Image.Chunks));
        Assert.InRange(signed.Bytes.Length, 300, LargestSignedManifest);
    }

    public static TheoryData<string> Impossible => ["sequence", "size", "leaves", "chunk", "length", "kind"];

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Release_that_no_device_would_take_is_not_built(string fault)
    {
        SingleImage good = Samples.Release;
        SingleImage bad = fault switch
        {
            "sequence" => good with { SequenceNumber = 1UL << 63 },
            "size" => good with { Size = 0 },
            "leaves" => good with { Chunks = good.Chunks with { LeafCount = 4 } },
            "chunk" => good with { Chunks = good.Chunks with { ChunkSize = 4095 } },
            "length" => good with { Payload = Payload(PayloadKind.EncryptedImage, good.Size + 1) },
            _ => good with { Payload = Payload(PayloadKind.Image, good.Size) },
        };

        Assert.Throws<ArgumentException>(() => ManifestBuilder.Build(bad));
    }

    [Fact]
    public void Severable_release_is_the_same_manifest_before_and_after_severing()
    {
        using TestKey key = new();
        Envelope whole = ManifestBuilder.Build(Samples.Release with { Severable = true }).Sign(key);
        ReleaseKeys keys = Samples.Trust(1, key);

        Assert.True(VerifiedManifest.TryVerify(whole.Bytes, keys, out VerifiedManifest? before, out _));
        Assert.True(VerifiedManifest.TryVerify(whole.Sever().Bytes, keys, out VerifiedManifest? after, out _));
        Assert.Equal(before.Digest, after.Digest);
        Assert.Equal("1.4.2", before.Image!.Version);
        Assert.Equal(before.Image with { Version = null }, after.Image);
        Assert.Equal([ManifestSection.Install, ManifestSection.Text], after.Manifest.Removed);
    }

    private static DeliveredPayload Payload(PayloadKind kind, long length) => new(kind, length, Sha256Digest.Of([1]));
}
