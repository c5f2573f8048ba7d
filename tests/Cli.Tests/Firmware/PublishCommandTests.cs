using System.Text.Json;
using Garita.Cli.Tests.Harness;

namespace Garita.Cli.Tests.Firmware;

/// <summary>From a build to a published release, against a running server.</summary>
public sealed class PublishCommandTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public PublishCommandTests()
    {
        foreach (string name in new[] { "root", "ana", "eve" })
        {
            _workshop.MakeKey(name).Dispose();
        }
    }

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public async Task Server_takes_what_its_trust_document_lets_through_and_nothing_else()
    {
        using House house = await House.MakeAsync();
        await using LongRun server = await house.ServeAsync();
        string trust = await TrustAsync();
        string oldImage = _workshop.MakeImage("old.bin", 90_000);
        string image = _workshop.MakeImage("app.bin", 600_000);
        string old = await SignedAsync("old", oldImage, 12, "ana");
        string suit = await _workshop.BuildAsync("app", image, 14);
        (await _workshop.SignAsync(suit, "ana", "--way-back", old)).IsDone();
        string forged = await SignedAsync("forged", image, 16, "eve");

        Outcome early = await house.RunAsync("firmware", "publish", old, "--image", oldImage);
        Assert.NotEqual(0, early.Code);
        (await house.RunAsync("trust", "install", trust)).IsDone();

        Outcome first = (await house.RunAsync("firmware", "publish", old, "--image", oldImage)).IsDone();
        Assert.Contains("there is no way back", first.Error, StringComparison.Ordinal);
        (await house.RunAsync("firmware", "publish", suit, "--image", oldImage))
            .IsRefusal(ExitCode.Failed, "--image", "90000 bytes, and 600000 are signed");
        Outcome second = (await house.RunAsync("firmware", "publish", suit, "--image", image, "--json")).IsDone();
        JsonElement release = JsonDocument.Parse(second.Output).RootElement;
        Assert.Equal(14, release.GetProperty("manifest").GetProperty("sequence").GetInt32());
        Assert.Equal(15, release.GetProperty("wayBack").GetProperty("sequence").GetInt32());
        Assert.True(release.GetProperty("manifest").GetProperty("logIndex").GetInt64() >= 0);

        string later = await _workshop.BuildAsync("later", image, 20);
        string unseen = await SignedAsync("unseen", _workshop.MakeImage("unseen.bin", 5000), 18, "ana");
        (await _workshop.SignAsync(later, "ana", "--way-back", unseen)).IsDone();
        (await house.RunAsync("firmware", "publish", later))
            .IsRefusal(ExitCode.Usage, "--way-back-image", "the server does not have");

        Outcome refused = await house.RunAsync("firmware", "publish", forged, "--image", image);
        Assert.NotEqual(0, refused.Code);
        Assert.DoesNotContain("unexpected", refused.Error, StringComparison.Ordinal);

        // Again the same: nothing new, and no error.
        (await house.RunAsync("firmware", "publish", suit)).IsDone();
    }

    [Fact]
    public async Task Without_a_server_nothing_is_sent_and_the_reason_is_said()
    {
        using House house = await House.MakeAsync();
        string suit = await SignedAsync("app", _workshop.MakeImage("app.bin", 5000), 14, "ana");
        (await house.RunAsync("firmware", "publish", suit, "--image", _workshop.At("app.bin")))
            .IsRefusal(ExitCode.Unreachable, "cannot reach");
        (await house.RunAsync("firmware", "publish", suit, "--way-back-image", _workshop.At("app.bin")))
            .IsRefusal(ExitCode.Usage, "--way-back-image");
        (await house.RunAsync("firmware", "publish", _workshop.At("gone.suit")))
            .IsRefusal(ExitCode.NotFound, "gone.suit");
    }

    private async Task<string> TrustAsync()
    {
        string document = _workshop.At("trust-1.cbor");
        (await Shell.RunAsync("trust", "new", "--root-key", _workshop.At("root.pem"), "--release-key",
            _workshop.At("ana.pem"), "--out", document)).IsDone();
        (await Shell.RunAsync("trust", "sign", document, "--key", _workshop.At("root.key"), "--passphrase-file",
            _workshop.PassphraseFile)).IsDone();
        return document;
    }

    private async Task<string> SignedAsync(string name, string image, int sequence, string key)
    {
        string suit = await _workshop.BuildAsync(name, image, sequence);
        (await _workshop.SignAsync(suit, key)).IsDone();
        return suit;
    }
}
