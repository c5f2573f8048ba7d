using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Garita.Firmware.Building;
using Garita.Firmware.Manifests;
using Garita.IndependentReader;
using Garita.IndependentReader.Cose;
using Garita.IndependentReader.Merkle;
using Garita.IndependentReader.Suit;
using Garita.TestKit;

namespace Garita.Firmware.Tests.Independence;

/// <summary>
/// What our builder writes is read by a reader that was written from docs/wire/manifest.md and the draft, and shares no
/// code with it.
/// </summary>
public sealed partial class OwnManifestTests : IDisposable
{
    private const int Spki = 91;

    private readonly TestKey _key = new();
    private readonly TestKey _second = new();
    private readonly ECDsa _public;
    private readonly ECDsa _secondPublic;

    public OwnManifestTests() => (_public, _secondPublic) = (Public(_key), Public(_second));

    public static TheoryData<bool, int> Shapes => new() { { false, 1024 }, { false, 4096 }, { true, 65536 } };

    public void Dispose()
    {
        _key.Dispose();
        _second.Dispose();
        _public.Dispose();
        _secondPublic.Dispose();
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Manifest_of_ours_is_read_field_by_field(bool severable, int chunkSize)
    {
        SingleImage image = Samples.Release with
        {
            Severable = severable, Chunks = Samples.Layout(chunkSize), UpdateDescription = "closes holes",
        };

        var envelope = SuitEnvelope.Read(ManifestBuilder.Build(image).Sign(_key).Sign(_second).Bytes);
        var release = ImageRelease.Read(envelope.Manifest);

        Assert.Equal((2, 1), (envelope.Signers([_public, _secondPublic]), envelope.Signers([_public])));
        Assert.All(envelope.Blocks, block => Assert.Equal(CoseSign1.Esp256, block.Algorithm));
        Assert.Equal((7UL, 3UL), (envelope.Manifest.SequenceNumber, release.Epoch));
        Assert.Equal(SHA256.HashData(Samples.Image), release.ImageDigest);
        Assert.Equal((ulong)Samples.Image.Length, release.ImageSize);
        Assert.Equal((ulong)chunkSize, release.ChunkSize);
        Assert.Equal(
            TreeHashing.Root([.. Samples.Image.Chunk(chunkSize).Select(chunk => TreeHashing.Leaf(chunk))]),
            release.Root);
        Assert.Equal("image", envelope.Manifest.ValuesOf(21, SuitManifest.Install).Single().AsText());
        Assert.Null(release.PayloadDigest);
    }

    [Fact]
    public void Severed_manifest_of_ours_keeps_what_boot_needs()
    {
        Envelope severed = ManifestBuilder.Build(Samples.Release with { Severable = true }).Sign(_key).Sever();

        var envelope = SuitEnvelope.Read(severed.Bytes);

        Assert.Equal(1, envelope.Signers([_public]));
        Assert.Equal(3UL, ImageRelease.Read(envelope.Manifest).Epoch);
        Assert.Null(envelope.Manifest.Sequences[SuitManifest.Install]);
    }

    [Fact]
    public void Encrypted_payload_is_named()
    {
        byte[] digest = SHA256.HashData([1]);
        SingleImage image = Samples.Release with
        {
            Payload = new DeliveredPayload(PayloadKind.EncryptedImage, Samples.Image.Length, new Sha256Digest(digest)),
        };

        var envelope = SuitEnvelope.Read(ManifestBuilder.Build(image).Sign(_key).Bytes);

        Assert.Equal(digest, ImageRelease.Read(envelope.Manifest).PayloadDigest);
    }

    [Fact]
    public void Names_are_the_uuids_that_the_page_defines()
    {
        byte[] domains = Convert.FromHexString("6ba7b8109dad11d180b400c04fd430c8");
        var release = ImageRelease.Read(SuitEnvelope.Read(ManifestBuilder.Build(Samples.Release).Bytes).Manifest);

        Assert.Equal(VersionFive(domains, "example.com"), release.VendorId);
        Assert.Equal(VersionFive(release.VendorId, "thermostat-2"), release.ClassId);
    }

    [Fact]
    public void Example_of_the_page_is_good()
    {
        string page = File.ReadAllText(RepositoryRoot.File("docs/wire/manifest.md"));
        byte[][] blocks =
        [
            .. TextBlock().Matches(page[page.IndexOf("\n## Example\n", StringComparison.Ordinal)..])
                .Select(match => Hex(match.Groups[1].Value)),
        ];
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(blocks.Single(block => block.Length == Spki), out _);

        var envelope = SuitEnvelope.Read(blocks.MaxBy(block => block.Length));

        Assert.Equal(1, envelope.Signers([key]));
        Assert.Contains(
            CoseSign1.ToBeSigned(envelope.Blocks[0].Protected.Span, envelope.SignedContent), blocks);
        Assert.Equal(SHA256.HashData(Samples.Image), ImageRelease.Read(envelope.Manifest).ImageDigest);
    }

    [Fact]
    public void Example_of_the_draft_is_no_release_of_ours() => Assert.Throws<UnreadableException>(() =>
        ImageRelease.Read(SuitEnvelope.Read(Garita.IndependentReader.Vectors.SuitExamples.Signed(1)).Manifest));

    private static byte[] Hex(string block) => Convert.FromHexString(string.Concat(
        block.Split('\n').Select(line => line.Split(';')[0].Replace(" ", string.Empty, StringComparison.Ordinal))));

    // RFC 9562 section 5.5.
    private static byte[] VersionFive(byte[] space, string name)
    {
#pragma warning disable CA5350 // SHA-1 is what version 5 is made of; nothing is secured by it.
        byte[] hash = SHA1.HashData([.. space, .. System.Text.Encoding.ASCII.GetBytes(name)]);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return hash[..16];
    }

    private static ECDsa Public(TestKey key)
    {
        var pair = ECDsa.Create();
        pair.ImportSubjectPublicKeyInfo(key.PublicKey.SubjectPublicKeyInfo.Span, out _);
        return pair;
    }

    [GeneratedRegex("```text\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex TextBlock();
}
