using System.Security.Cryptography;
using Garita.IndependentReader;
using Garita.IndependentReader.Cbor;
using Garita.IndependentReader.Cose;
using Garita.IndependentReader.Suit;
using Garita.IndependentReader.Vectors;

namespace Garita.Firmware.Tests.Independence;

/// <summary>The second reader agrees with the draft's own examples; only then does its word on ours count.</summary>
public sealed class DraftExampleTests
{
    private const long VendorId = 1;
    private const long ImageSize = 14;
    private const long Uri = 21;

    public static TheoryData<int> Examples => [.. SuitExamples.Numbers];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_is_signed_by_the_published_key_over_the_manifest(int number)
    {
        using ECDsa key = SuitExamples.Key();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var envelope = SuitEnvelope.Read(SuitExamples.Signed(number));

        Assert.Equal(CoseSign1.Es256, Assert.Single(envelope.Blocks).Algorithm);
        Assert.Equal((1, 0), (envelope.Signers([key]), envelope.Signers([other])));
        Assert.Equal((ulong)number, envelope.Manifest.SequenceNumber);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_names_the_vendor_of_the_draft(int number)
    {
        SuitManifest manifest = SuitEnvelope.Read(SuitExamples.Signed(number)).Manifest;

        Assert.Equal(
            "FA6B4A53D5AD5FDFBE9DE663E4D41FFE",
            Convert.ToHexString(manifest.ValuesOf(VendorId, SuitManifest.Shared).First().AsBytes()));
        Assert.Equal(34768UL, manifest.ValuesOf(ImageSize, SuitManifest.Shared).First().AsUnsigned());
    }

    [Fact]
    public void Severed_sections_are_absent_and_the_signature_still_good()
    {
        using ECDsa key = SuitExamples.Key();

        var whole = SuitEnvelope.Read(SuitExamples.Signed(2));
        var severed = SuitEnvelope.Read(SuitExamples.Severed());

        Assert.Equal(1, severed.Signers([key]));
        Assert.Null(severed.Manifest.Sequences[SuitManifest.Install]);
        Assert.Equal(whole.Digest.Hash, severed.Digest.Hash);
        Assert.StartsWith(
            "http://example.com/", whole.Manifest.ValuesOf(Uri, SuitManifest.Install).Single().AsText(),
            StringComparison.Ordinal);
        Assert.NotNull(whole.Manifest.Text);
    }

    [Fact]
    public void No_flipped_bit_of_an_example_is_still_signed()
    {
        using ECDsa key = SuitExamples.Key();
        byte[] bytes = SuitExamples.Signed(0);
        int standing = 0;
        for (int bit = 0; bit < 8 * bytes.Length; bit++)
        {
            byte[] changed = [.. bytes];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            standing += IsSigned(changed, key) ? 1 : 0;
        }

        Assert.Equal(0, standing);
    }

    [Fact]
    public void Each_form_that_deterministic_encoding_forbids_is_refused()
    {
        foreach (string hex in (string[])["1800", "190017", "9f01ff", "a2010201", "a202000100", "fb00", "f8ff", "6180"])
        {
            Assert.Throws<UnreadableException>(() => CborDecoder.Decode(Convert.FromHexString(hex)));
        }
    }

    private static bool IsSigned(byte[] bytes, ECDsa key)
    {
        try
        {
            return SuitEnvelope.Read(bytes).Signers([key]) > 0;
        }
        catch (UnreadableException)
        {
            return false;
        }
    }
}
