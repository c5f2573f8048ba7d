using Garita.Firmware.Chunks;
using Garita.Firmware.Manifests;
using Garita.Firmware.Manifests.Commands;
using static Garita.Firmware.Tests.Processing.Script;

namespace Garita.Firmware.Tests.Manifests;

/// <summary>What is signed, well formed, and still no release of one image.</summary>
public sealed class ImageDescriptionTests
{
    private static readonly byte[] s_install = Sequence(Set(new ParameterSet { Uri = "image" }), Do(CommandCode.Fetch));

    private static readonly ParameterSet s_set = new()
    {
        Vendor = Samples.Vendor,
        Class = Samples.Class,
        ImageDigest = Samples.Release.Digest,
        ImageSize = Samples.Release.Size,
        FetchArguments = new FetchArguments(Samples.Release.Chunks, Samples.Release.Epoch, null).Encode(),
    };

    [Fact]
    public void Straight_shared_sequence_with_all_parameters_is_a_release() => Assert.NotNull(Of(s_set));

    [Fact]
    public void Parameter_that_is_missing_or_fits_nothing_makes_it_none()
    {
        DeliveredPayload longer = new(
            PayloadKind.EncryptedImage, Samples.Release.Size + 1, Samples.Release.Digest);

        Assert.Null(Of(s_set with { Vendor = null }));
        Assert.Null(Of(s_set with { Class = null }));
        Assert.Null(Of(s_set with { ImageDigest = null }));
        Assert.Null(Of(s_set with { ImageSize = null }));
        Assert.Null(Of(s_set with { ImageSize = 0 }));
        Assert.Null(Of(s_set with { ImageSize = Samples.Release.Size + 4096 }));
        Assert.Null(Of(s_set with { FetchArguments = null }));
        Assert.Null(Of(s_set with { FetchArguments = new byte[] { 0xA0 } }));
        Assert.Null(Of(s_set with { FetchArguments = Arguments(Samples.Release.Chunks, longer) }));
        Assert.Null(Of(s_set with { FetchArguments = new byte[] { 0xF6 } }));
    }

    [Fact]
    public void Condition_that_is_missing_makes_it_none()
    {
        Assert.Null(Image(1, Sequence(Set(s_set), Do(CommandCode.VendorIdentifier)), s_install));
        Assert.Null(Image(1, Sequence(Set(s_set), Do(CommandCode.ClassIdentifier)), s_install));
        Assert.Null(Image(
            1,
            Sequence(Set(s_set), Do(CommandCode.ClassIdentifier), Do(CommandCode.VendorIdentifier)),
            s_install));
    }

    [Fact]
    public void Second_component_makes_it_none() => Assert.Null(Image(2, Shared(s_set), s_install));

    [Fact]
    public void Identity_set_again_anywhere_makes_it_none()
    {
        byte[] again = Set(new ParameterSet { ImageDigest = Sha256Digest.Of([9]) });

        Assert.Null(Image(1, Shared(s_set), Sequence(again, Do(CommandCode.Fetch))));
        Assert.Null(Image(1, Shared(s_set), Sequence(Run(Sequence(Run(Sequence(again)))))));
        Assert.NotNull(Image(1, Shared(s_set), Sequence(Run(Sequence(Set(new ParameterSet { Uri = "other" }))))));
    }

    private static byte[] Arguments(ChunkLayout chunks, DeliveredPayload payload) =>
        new FetchArguments(chunks, Epoch: 1, payload).Encode();

    private static byte[] Shared(ParameterSet set) =>
        Sequence(Set(set), Do(CommandCode.VendorIdentifier), Do(CommandCode.ClassIdentifier));

    private static ImageDescription? Of(ParameterSet set) => Image(1, Shared(set), s_install);

    private static ImageDescription? Image(int components, byte[] shared, byte[] install) =>
        Manifest(components, shared, new() { [ManifestSection.Install] = install }).Image;
}
