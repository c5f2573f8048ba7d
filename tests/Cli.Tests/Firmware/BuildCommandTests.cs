using System.Security.Cryptography;
using System.Text.Json;
using Garita.Cli.Tests.Harness;
using Garita.Merkle;

namespace Garita.Cli.Tests.Firmware;

public sealed class BuildCommandTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public async Task Same_input_gives_the_same_bytes_and_another_gives_others()
    {
        string image = _workshop.MakeImage("app.bin", 100_001);
        byte[] first = await File.ReadAllBytesAsync(await _workshop.BuildAsync("first", image, 14));
        byte[] second = await File.ReadAllBytesAsync(await _workshop.BuildAsync("second", image, 14));
        byte[] other = await File.ReadAllBytesAsync(await _workshop.BuildAsync("other", image, 14, "--epoch", "1"));

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
    }

    [Theory]
    [InlineData(1, 1024)]
    [InlineData(1024, 1024)]
    [InlineData(1025, 1024)]
    [InlineData(524_288, 65_536)]
    [InlineData(1_572_865, 4096)]
    public async Task Digest_length_and_chunks_are_those_of_the_image(int length, int chunk)
    {
        string image = _workshop.MakeImage("app.bin", length);
        byte[] bytes = await File.ReadAllBytesAsync(image);
        string suit = await _workshop.BuildAsync("app", image, 14, "--chunk-size", $"{chunk}");
        Outcome shown = (await Shell.RunAsync("firmware", "inspect", suit, "--json")).IsDone();
        JsonElement told = JsonDocument.Parse(shown.Output).RootElement.GetProperty("image");
        byte[][] leaves = [.. bytes.Chunk(chunk).Select(part => TreeHash.Leaf(part).ToArray())];
        TreeBuilder tree = new();
        Assert.All(leaves, leaf => tree.Append(new MerkleHash(leaf)));

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), told.GetProperty("digest").GetString());
        Assert.Equal(length, told.GetProperty("bytes").GetInt64());
        Assert.Equal(leaves.Length, told.GetProperty("chunks").GetInt64());
        Assert.Equal(tree.Root().ToString(), told.GetProperty("chunkRoot").GetString());
        Assert.Equal(leaves.SelectMany(leaf => leaf), await File.ReadAllBytesAsync(_workshop.At("app.leaves")));
    }

    [Fact]
    public async Task Identity_of_vendor_and_class_is_the_one_that_other_tools_compute()
    {
        // draft-ietf-suit-manifest 10: UUIDv5 of the DNS namespace and a domain, then of that and what runs there.
        string suit = await _workshop.BuildAsync("app", _workshop.MakeImage("app.bin", 10), 14);
        Outcome shown = (await Shell.RunAsync("firmware", "inspect", suit)).IsDone();
        Assert.Contains("cfbff0d1-9375-5685-968c-48ce8b15ae17", shown.Output, StringComparison.Ordinal);
        Assert.Contains("not verified", shown.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--vendor", "example", "neither a domain")]
    [InlineData("--vendor", "Example.com", "lower case")]
    [InlineData("--class", "fa6b4a53", "not a UUID")]
    [InlineData("--class", "fa6b4a53-d5ad-5fdf-be9d-e663e4d41ffe", "either --model or --class")]
    [InlineData("--chunk-size", "1000", "a power of two")]
    [InlineData("--chunk-size", "131072", "a power of two")]
    [InlineData("--component", "0", "hex digits in pairs")]
    [InlineData("--out", "app-1.4.0", "must end in .suit")]
    [InlineData("--version", "", "1 to 64 characters")]
    [InlineData("--sequence", "0", "2^53 - 1")]
    [InlineData("--sequence", "9007199254740992", "2^53 - 1")]
    [InlineData("--payload", "other.bin", "9 bytes, and the image has 10")]
    public async Task Wrong_value_is_refused_by_name_and_leaves_nothing(string option, string value, string words)
    {
        string image = _workshop.MakeImage("app.bin", 10);
        string given = option == "--payload" ? _workshop.MakeImage(value, 9) : value;
        Dictionary<string, string> options = new()
        {
            ["--image"] = image,
            ["--version"] = "1.4.0",
            ["--sequence"] = "14",
            ["--vendor"] = "example.com",
            ["--model"] = "sensor",
            ["--out"] = _workshop.At("app.suit"),
            [option] = given,
        };
        if (option == "--class" && words == "not a UUID")
        {
            options.Remove("--model");
        }

        IReadOnlyDictionary<string, string> before = _workshop.Snapshot();
        Outcome refused = await Shell.RunAsync(
            ["firmware", "build", .. options.SelectMany(pair => new[] { pair.Key, pair.Value })]);

        refused.IsRefusal(ExitCode.Usage, option == "--class" ? "--" : option, words);
        Assert.Equal(before, _workshop.Snapshot());
    }

    [Fact]
    public async Task Release_that_is_there_is_never_overwritten()
    {
        string image = _workshop.MakeImage("app.bin", 10);
        string suit = await _workshop.BuildAsync("app", image, 14);
        IReadOnlyDictionary<string, string> before = _workshop.Snapshot();

        (await Workshop.TryBuildAsync(suit, image, 15)).IsRefusal(ExitCode.Conflict, "--out", suit);
        (await Workshop.TryBuildAsync(_workshop.At("new.suit"), _workshop.At("gone.bin"), 15))
            .IsRefusal(ExitCode.NotFound, "--image", "gone.bin");
        (await Workshop.TryBuildAsync(_workshop.At("new.suit"), _workshop.Path, 15))
            .IsRefusal(ExitCode.Usage, "--image", "a directory");
        (await Workshop.TryBuildAsync(_workshop.At("no/where.suit"), image, 15))
            .IsRefusal(ExitCode.Failed, "--out", "no such file or directory");
        Assert.Equal(before, _workshop.Snapshot());
    }

    [Fact]
    public async Task Empty_image_is_none()
    {
        string image = _workshop.MakeImage("app.bin", 0);
        (await Workshop.TryBuildAsync(_workshop.At("app.suit"), image, 1)).IsRefusal(ExitCode.Usage, "empty");
    }
}
