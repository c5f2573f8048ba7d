using System.Text.RegularExpressions;
using Garita.Firmware.Building;
using Garita.Firmware.Manifests;
using Garita.Pki.Keys;
using Garita.TestKit;

namespace Garita.Firmware.Tests.Manifests;

/// <summary>The example of docs/wire/manifest.md is what this program reads and writes.</summary>
public sealed partial class ManifestPageTests
{
    private static readonly string s_page = File.ReadAllText(RepositoryRoot.File("docs", "wire", "manifest.md"));

    [Fact]
    public void Example_verifies_with_the_key_on_the_page()
    {
        Assert.Equal(KeyRefusal.None, EcPublicKey.TryParse(Block("3059"), out EcPublicKey? key));
        byte[] example = Block("d86b");

        Assert.True(VerifiedManifest.TryVerify(
            example, ReleaseKeys.TryCreate([key!], 1)!, out VerifiedManifest? verified, out _));
        Assert.Equal(Block("846a5369676e61747572653143"),
            verified.Envelope.ToBeSigned());
        Assert.Contains($"{example.Length} bytes with one signature", s_page, StringComparison.Ordinal);
        Assert.Equal("1.4.2", verified.Image!.Version);
    }

    [Fact]
    public void Example_without_its_signature_is_what_the_builder_writes()
    {
        Assert.Equal(ManifestRefusal.None, Envelope.TryParse(Block("d86b"), out Envelope? example));

        Assert.Equal(
            ManifestBuilder.Build(Samples.Release).Bytes.ToArray(), example!.WithoutSignatures().Bytes.ToArray());
    }

    // The fenced block whose hex begins so, without the comments beside it.
    private static byte[] Block(string start) => Fence().Matches(s_page)
        .Select(m => Comment().Replace(m.Groups[1].Value, string.Empty))
        .Where(hex => hex.StartsWith(start, StringComparison.Ordinal))
        .Select(Convert.FromHexString)
        .Single();

    [GeneratedRegex("```text\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(";[^\n]*|\\s")]
    private static partial Regex Comment();
}
