using Garita.Firmware.Manifests;
using Garita.Firmware.Manifests.Commands;
using Garita.IndependentReader.Vectors;

namespace Garita.Firmware.Tests.Manifests;

public sealed class VerifiedManifestTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Example_signed_verifies_and_unsigned_does_not(int example)
    {
        bool signed = VerifiedManifest.TryVerify(
            SuitExamples.Signed(example),
            DraftDevice.Keys,
            out VerifiedManifest? verified,
            out ManifestRefusal refusal);
        bool unsigned = VerifiedManifest.TryVerify(
            SuitExamples.Unsigned(example), DraftDevice.Keys, out _, out ManifestRefusal reason);

        Assert.Equal((true, ManifestRefusal.None), (signed, refusal));
        Assert.Equal((ulong)example, verified!.Manifest.SequenceNumber);
        Assert.Null(verified.Image);
        Assert.Equal((false, ManifestRefusal.Unsigned), (unsigned, reason));
    }

    [Fact]
    public void Example_two_severed_verifies_and_keeps_what_boot_needs()
    {
        Assert.True(VerifiedManifest.TryVerify(
            SuitExamples.Severed(), DraftDevice.Keys, out VerifiedManifest? verified, out _));

        Assert.Equal([ManifestSection.Install, ManifestSection.Text], verified.Manifest.Removed);
        Assert.Equal([ManifestSection.Validate, ManifestSection.Invoke], verified.Manifest.Sequences.Keys);
        Assert.Equal("https://git.io/JJYoj", verified.Manifest.ReferenceUri);
    }

    [Fact]
    public void Example_two_severed_here_is_the_severed_envelope_of_the_draft()
    {
        Assert.Equal(ManifestRefusal.None, Envelope.TryParse(SuitExamples.Signed(2), out Envelope? whole));

        Assert.Equal(SuitExamples.Severed(), whole!.Sever().Bytes.ToArray());
    }

    [Fact]
    public void Example_two_has_its_texts()
    {
        Assert.True(VerifiedManifest.TryVerify(
            SuitExamples.Signed(2), DraftDevice.Keys, out VerifiedManifest? verified, out _));

        ManifestText text = Assert.Single(verified.Manifest.Texts);
        Assert.Equal("en-US", text.Language);
        Assert.Equal("arm.com", text.Components[ComponentId.Main].VendorDomain);
        Assert.Contains(
            CommandCode.Fetch, verified.Manifest.Sequences[ManifestSection.Install].Commands.Select(c => c.Code));
    }
}
