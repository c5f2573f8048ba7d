using System.Text.Json;
using Garita.Cli.Tests.Harness;

namespace Garita.Cli.Tests.Audit;

[Collection(ServerFixture.Name)]
public sealed class AuditCommandsTests(ServerFixture fixture)
{
    private readonly House _house = fixture.House;

    [Fact]
    public async Task Export_verifies_offline_with_the_key_alone_and_a_changed_one_does_not()
    {
        string key = await LogKeyAsync();
        string file = _house.Beside("export.log");
        (await _house.RunAsync("audit", "export", "--out", file)).IsDone();
        (await _house.RunAsync("audit", "export", "--out", file)).IsRefusal(ExitCode.Conflict, file);

        Outcome verified = (await Shell.RunAsync("audit", "verify", file, "--log-key", key)).IsDone();
        Assert.Contains("entries verify", verified.Output, StringComparison.Ordinal);
        (await _house.RunAsync("audit", "verify", "--log-key", key)).IsDone();
        (await Shell.RunAsync("audit", "verify", file)).IsRefusal(ExitCode.Usage, "--log-key");

        byte[] bytes = await File.ReadAllBytesAsync(file);
        bytes[^200] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        (await Shell.RunAsync("audit", "verify", file, "--log-key", key))
            .IsRefusal(ExitCode.Failed, "does not verify, at byte ", "it was changed here");
        (await Shell.RunAsync("audit", "verify", file, "--log-key", "x+1+2"))
            .IsRefusal(ExitCode.Usage, "--log-key");
    }

    [Fact]
    public async Task Checkpoint_that_verify_keeps_is_what_a_later_log_is_held_against()
    {
        string key = await LogKeyAsync();
        string kept = _house.Beside("kept.checkpoint");
        string file = _house.Beside("grown.log");
        (await _house.RunAsync("audit", "verify", "--log-key", key, "--out", kept)).IsDone();
        (await _house.RunAsync("audit", "export", "--out", file)).IsDone();

        (await Shell.RunAsync("audit", "verify", file, "--log-key", key, "--checkpoint", kept)).IsDone();
        (await _house.RunAsync("audit", "prove", "--checkpoint", kept, "--log-key", key, "--out", kept)).IsDone();

        Assert.StartsWith("garita.log/", await File.ReadAllTextAsync(kept), StringComparison.Ordinal);
        (await Shell.RunAsync("audit", "verify", kept, "--log-key", key))
            .IsRefusal(ExitCode.Failed, "not an export of a log");
    }

    [Fact]
    public async Task Show_prints_the_key_and_json_has_a_line_for_each_entry()
    {
        Outcome shown = (await _house.RunAsync("audit", "show", "--last", "5")).IsDone();
        Assert.Contains("log key       garita.log/", shown.Output, StringComparison.Ordinal);
        Outcome json = (await _house.RunAsync("audit", "show", "--from", "0", "--json")).IsDone();
        Assert.All(
            json.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Equal(64, JsonElement.Parse(line).GetProperty("leaf").GetString()!.Length));
        (await _house.RunAsync("audit", "show", "--kind", "nonsense")).IsRefusal(ExitCode.Usage, "nonsense");
    }

    [Fact]
    public async Task Prove_writes_the_checkpoint_that_continues_an_older_one_and_nothing_for_an_unknown_release()
    {
        using HttpClient http = _house.OpenHttp();
        string old = _house.Beside("old.checkpoint");
        JsonElement log = JsonElement.Parse(await http.GetStringAsync("api/v1/audit"));
        await File.WriteAllTextAsync(old, log.GetProperty("checkpoint").GetString());
        string newer = _house.Beside("new.checkpoint");

        (await _house.RunAsync(
            "audit", "prove", "--checkpoint", old, "--log-key", await LogKeyAsync(), "--out", newer)).IsDone();

        Assert.StartsWith("garita.log/", await File.ReadAllTextAsync(newer), StringComparison.Ordinal);
        (await _house.RunAsync("audit", "prove", "--release", new string('0', 64)))
            .IsRefusal(ExitCode.NotFound, "no manifest");
        (await _house.RunAsync("audit", "prove")).IsRefusal(ExitCode.Usage, "--release");
        await File.WriteAllTextAsync(old, "hello");
        (await _house.RunAsync("audit", "prove", "--checkpoint", old)).IsRefusal(ExitCode.Failed, "no checkpoint");
    }

    [Fact]
    public async Task Witness_cosigns_a_log_that_grew_and_keeps_its_key_to_itself()
    {
        string key = await LogKeyAsync();
        string directory = _house.Beside("witness");
        string request = _house.Beside("request");
        using HttpClient http = _house.OpenHttp();
        await File.WriteAllTextAsync(request, await http.GetStringAsync("api/v1/audit/witness-request?old=0"));
        string[] witness = ["audit", "witness", "--dir", directory, "--name", "notary", "--log-key", key];

        Outcome cosigned = (await Shell.RunAsync([.. witness, "--request", request])).IsDone();
        Outcome again = await Shell.RunAsync([.. witness, "--request", request]);

        Assert.Contains("\u2014 notary ", cosigned.Output, StringComparison.Ordinal);
        string secret = Path.Combine(directory, "witness.key");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(secret));
        Assert.DoesNotContain(
            (await File.ReadAllTextAsync(secret)).Trim(), cosigned.All + again.All, StringComparison.Ordinal);

        // The server does not know this witness: no trust document names it.
        (await _house.RunAsync(witness)).IsRefusal(ExitCode.Failed, "trust document");
        (await Shell.RunAsync("audit", "witness", "--dir", directory)).IsRefusal(ExitCode.Usage, "--log-key");
    }

    [Fact]
    public async Task Witness_does_not_cosign_a_request_that_claims_another_past()
    {
        string key = await LogKeyAsync();
        string directory = _house.Beside("claims");
        string request = _house.Beside("claims-request");
        using HttpClient http = _house.OpenHttp();
        string text = await http.GetStringAsync("api/v1/audit/witness-request?old=0");
        await File.WriteAllTextAsync(request, text.Replace("old 0", "old 900", StringComparison.Ordinal));

        (await Shell.RunAsync(
            "audit", "witness", "--dir", directory, "--name", "n", "--log-key", key, "--request", request))
            .IsRefusal(ExitCode.Failed, "not cosigned");
    }

    private async Task<string> LogKeyAsync()
    {
        Outcome shown = (await _house.RunAsync("audit", "show")).IsDone();
        string line = shown.Output.Split('\n').First(text => text.StartsWith("log key", StringComparison.Ordinal));
        return line[14..].Trim();
    }
}
