using Garita.Cli.Tests.Harness;

namespace Garita.Cli.Tests.Updates;

/// <summary>What people are told; that offers work is tested with the server.</summary>
[Collection(ServerFixture.Name)]
public sealed class UpdateCommandsTests(ServerFixture fixture)
{
    private static readonly string s_digest = new('0', 64);

    private readonly House _house = fixture.House;

    [Fact]
    public async Task What_is_wrong_on_the_line_is_said_before_anything_is_sent()
    {
        (await OfferAsync("xyz", "spring")).IsRefusal(ExitCode.Usage, "RELEASE", "64 hex digits");
        (await OfferAsync(s_digest, "spring 1")).IsRefusal(ExitCode.Usage, "--name");
        (await OfferAsync(s_digest, "spring", "--path", "smoke")).IsRefusal(ExitCode.Usage, "smoke", "carousel");
        (await OfferAsync(s_digest, "spring", "--attempt", "0")).IsRefusal(ExitCode.Usage, "--attempt");
        (await OfferAsync(s_digest, "spring", "--key-offer", _house.Beside("gone")))
            .IsRefusal(ExitCode.NotFound, "gone");
    }

    [Fact]
    public async Task What_the_server_does_not_know_is_said()
    {
        (await OfferAsync(s_digest, "spring")).IsRefusal(ExitCode.NotFound, s_digest);
        (await _house.RunAsync("update", "status", "NOBODY01")).IsRefusal(ExitCode.NotFound, "NOBODY01");
        (await _house.RunAsync("update", "withdraw", "autumn")).IsRefusal(ExitCode.NotFound, "autumn");
        Outcome list = (await _house.RunAsync("update", "list", "--name", "autumn", "--json")).IsDone();
        Assert.Equal("[]", list.Output.Trim());
    }

    private Task<Outcome> OfferAsync(string release, string name, params string[] more) =>
        _house.RunAsync(["update", "offer", release, "NOBODY01", "--name", name, .. more]);
}
