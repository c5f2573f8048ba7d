using Garita.Firmware.Building;
using Garita.Firmware.Manifests;

namespace Garita.Firmware.Tests.Building;

public sealed class ManifestBuilderTests
{
    private const int LargestSignedManifest = 450;

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
}
