using System.Security.Cryptography;
using System.Text.Json;
using Garita.Cli.Tests.Harness;
using Garita.Firmware.Trust;

namespace Garita.Cli.Tests.Firmware;

/// <summary>The ceremony: a first document of two of three, then a key is lost and replaced.</summary>
public sealed class TrustCommandsTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public TrustCommandsTests()
    {
        foreach (string name in new[] { "ana", "bo", "cy", "dee", "release" })
        {
            _workshop.MakeKey(name).Dispose();
        }
    }

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public async Task Two_of_three_make_the_first_document_and_its_release_keys_count()
    {
        string first = await FirstAsync();
        (await RunAsync("verify", first)).IsRefusal(ExitCode.Failed, first, "nobody has signed it");
        (await SignAsync(first, "ana")).IsDone();
        (await RunAsync("verify", first)).IsRefusal(ExitCode.Failed, "fewer of its own root keys");
        Outcome again = (await SignAsync(first, "ana")).IsDone();
        Assert.Contains("already", again.Error, StringComparison.Ordinal);
        Outcome second = (await SignAsync(first, "bo")).IsDone();
        Assert.Contains("own root keys 2, needed 2", second.Error, StringComparison.Ordinal);
        (await RunAsync("verify", first)).IsDone();

        string suit = await _workshop.BuildAsync("app", _workshop.MakeImage("app.bin", 5000), 14);
        (await _workshop.SignAsync(suit, "ana")).IsDone();
        (await _workshop.VerifyAsync(suit, [], "--trust", first)).IsRefusal(ExitCode.Failed, suit, "no signature");
        (await _workshop.SignAsync(suit, "release")).IsDone();
        (await _workshop.VerifyAsync(suit, [], "--trust", first)).IsDone();
    }

    [Fact]
    public async Task Lost_root_key_is_replaced_by_the_others_and_devices_follow_only_one_step_at_a_time()
    {
        string first = await FirstAsync();
        (await SignAsync(first, "ana")).IsDone();
        (await SignAsync(first, "bo")).IsDone();
        string second = _workshop.At("trust-2.cbor");
        string third = _workshop.At("trust-3.cbor");
        (await RunAsync(
            ["new", "--after", first, .. Roots("bo", "cy", "dee"), "--root-threshold", "2", "--out", second])).IsDone();

        (await SignAsync(second, "ana")).IsRefusal(ExitCode.Usage, "--after");
        (await SignAsync(second, "release", "--after", first)).IsRefusal(ExitCode.Usage, "not one of its root keys");
        (await SignAsync(second, "dee", "--after", first)).IsDone();
        (await RunAsync("verify", second, "--after", first)).IsRefusal(ExitCode.Failed, "version before");
        (await SignAsync(second, "bo", "--after", first)).IsDone();
        (await RunAsync("verify", second, "--after", first)).IsRefusal(ExitCode.Failed, "version before");
        (await SignAsync(second, "cy", "--after", first)).IsDone();
        (await RunAsync("verify", second, "--after", first)).IsDone();

        (await RunAsync("verify", first, "--after", second)).IsRefusal(ExitCode.Failed, "not newer");
        (await RunAsync("new", "--after", second, "--out", third)).IsDone();
        (await SignAsync(third, "dee")).IsDone();
        (await SignAsync(third, "cy")).IsDone();
        (await RunAsync("verify", third, "--after", second)).IsDone();
        (await RunAsync("verify", third, "--after", first)).IsRefusal(ExitCode.Failed, "not the next version");
        Assert.Equal(TrustRefusal.None, VerifiedTrustDocument.TryPin(
            await File.ReadAllBytesAsync(third), out VerifiedTrustDocument? pinned));
        Assert.Equal(3, pinned!.Version);
    }

    [Fact]
    public async Task Root_key_elsewhere_signs_the_digest()
    {
        using ECDsa kms = _workshop.MakeKey("kms");
        string document = _workshop.At("trust.cbor");
        (await RunAsync("new", "--root-key", _workshop.At("kms.pem"), "--release-key", _workshop.At("release.pem"),
            "--out", document)).IsDone();
        Outcome digest = (await RunAsync("sign", document, "--digest-only")).IsDone();
        string signature = _workshop.At("signature");

        await File.WriteAllBytesAsync(signature, kms.SignHash(new byte[32]));
        (await AttachAsync()).IsRefusal(ExitCode.Failed, "--signature", "not this key's signature");
        await File.WriteAllBytesAsync(signature, kms.SignHash(Convert.FromHexString(digest.Output.Trim())));
        (await AttachAsync()).IsDone();
        (await RunAsync("verify", document)).IsDone();

        Task<Outcome> AttachAsync() => RunAsync(
            "attach", document, "--signature", signature, "--public-key", _workshop.At("kms.pem"));
    }

    [Fact]
    public async Task What_a_document_says_can_be_read_by_people_and_programs()
    {
        string first = await FirstAsync("--message-key", "commands=" + _workshop.At("dee.pem"));
        (await SignAsync(first, "cy")).IsDone();
        Outcome people = (await RunAsync("show", first)).IsDone();
        JsonElement told = JsonDocument.Parse((await RunAsync("show", first, "--json")).IsDone().Output).RootElement;

        Assert.Contains("2 of 3", people.Output, StringComparison.Ordinal);
        Assert.Contains(", signed", people.Output, StringComparison.Ordinal);
        Assert.Equal(2, told.GetProperty("root").GetProperty("threshold").GetInt32());
        Assert.Single(told.GetProperty("signers").EnumerateArray());
        Assert.Equal("commands", told.GetProperty("messages")[0].GetString());
    }

    [Theory]
    [InlineData("--release-key {release}", "--root-key")]
    [InlineData("--root-key {ana}", "--release-key")]
    [InlineData("--root-key {ana} --root-key {bo} --release-key {release}", "--root-threshold: say how many")]
    [InlineData("--root-key {ana} --root-key {ana} --root-threshold 2 --release-key {release}", "twice")]
    [InlineData("--root-key {ana} --root-threshold 2 --release-key {release}", "--root-threshold: from 1 to 1")]
    [InlineData("--root-key {ana} --release-key {release} --log nonsense", "--log: not a verifier key")]
    [InlineData("--root-key {ana} --release-key {release} --witness nonsense", "--witness: not a verifier key")]
    [InlineData("--root-key {ana} --release-key {release} --witness-threshold 1", "--witness-threshold: from 0 to 0")]
    [InlineData("--root-key {ana} --release-key {release} --message-key nonsense", "--message-key: PURPOSE=FILE")]
    public async Task Document_that_devices_would_refuse_is_not_made(string options, string words)
    {
        IReadOnlyDictionary<string, string> before = _workshop.Snapshot();
        string[] named = options.Split(' ');
        for (int i = 0; i < named.Length; i++)
        {
            named[i] = named[i].StartsWith('{') ? _workshop.At(named[i].Trim('{', '}') + ".pem") : named[i];
        }

        (await RunAsync(["new", .. named, "--out", _workshop.At("trust.cbor")])).IsRefusal(ExitCode.Usage, words);
        Assert.Equal(before, _workshop.Snapshot());
    }

    private async Task<string> FirstAsync(params string[] more)
    {
        string first = _workshop.At("trust-1.cbor");
        (await RunAsync(
        [
            "new", .. Roots("ana", "bo", "cy"), "--root-threshold", "2", "--release-key", _workshop.At("release.pem"),
            "--out", first, .. more,
        ])).IsDone();
        return first;
    }

    private string[] Roots(params string[] names) =>
        [.. names.SelectMany(name => new[] { "--root-key", _workshop.At(name + ".pem") })];

    private Task<Outcome> SignAsync(string document, string key, params string[] more) => RunAsync(
    [
        "sign", document, "--key", _workshop.At(key + ".key"), "--passphrase-file", _workshop.PassphraseFile, .. more,
    ]);

    private static Task<Outcome> RunAsync(params string[] arguments) => Shell.RunAsync(["trust", .. arguments]);
}
