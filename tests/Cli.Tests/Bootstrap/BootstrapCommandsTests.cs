using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Garita.Cli.Bootstrap;
using Garita.Cli.Tests.Harness;
using Garita.Device.Bootstrap.States;

namespace Garita.Cli.Tests.Bootstrap;

/// <summary>The commands around bootstrap against a server that runs, as an operator uses them.</summary>
[Collection(ServerFixture.Name)]
public sealed partial class BootstrapCommandsTests(ServerFixture fixture)
{
    private readonly House _house = fixture.House;

    [Fact]
    public async Task Batch_is_made_listed_exported_and_closed()
    {
        string made = _house.Beside("batch-a");
        Outcome created = (await _house.RunAsync("batch", "create", "A-1", "--out", made)).IsDone();
        Assert.Contains("birth.key (plain, mode 0600)", created.Error, StringComparison.Ordinal);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(made, BirthCredentials.KeyFile)));
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(Path.Combine(made, BirthCredentials.KeyFile)));
        (await _house.RunAsync("batch", "create", "a-1", "--out", _house.Beside("batch-again")))
            .IsRefusal(ExitCode.Conflict, "a-1");
        Assert.False(Path.Exists(_house.Beside("batch-again")));
        (await _house.RunAsync("batch", "create", "b/1", "--out", _house.Beside("batch-b")))
            .IsRefusal(ExitCode.Usage, "b/1");

        string table = (await _house.RunAsync("batch", "list")).IsDone().Output;
        Assert.Matches(@"A-1\s+open", table);
        string exported = _house.Beside("batch-a-exported");
        (await _house.RunAsync("batch", "export", "A-1", "--out", exported)).IsDone();
        Assert.False(File.Exists(Path.Combine(exported, BirthCredentials.KeyFile)));
        foreach (string file in new[]
            { BirthCredentials.CertificateFile, BirthCredentials.ServerRootFile, BirthCredentials.MessageKeysFile })
        {
            Assert.Equal(
                await File.ReadAllTextAsync(Path.Combine(made, file)),
                await File.ReadAllTextAsync(Path.Combine(exported, file)));
        }

        (await _house.RunAsync("batch", "export", "nope", "--out", _house.Beside("batch-n")))
            .IsRefusal(ExitCode.NotFound, "nope");
        (await _house.RunAsync("batch", "close", "A-1")).IsDone();
        JsonElement closed = Json((await _house.RunAsync("batch", "list", "--json")).IsDone())
            .EnumerateArray().Single(batch => batch.GetProperty("name").GetString() == "A-1");
        Assert.False(closed.GetProperty("open").GetBoolean());
        (await _house.RunAsync("batch", "close", "nope")).IsRefusal(ExitCode.NotFound, "nope");
    }

    [Fact]
    public async Task Device_is_expected_by_one_factor()
    {
        string uuid = NewUuid();
        (await _house.RunAsync("device", "expect", uuid)).IsRefusal(ExitCode.Usage, "--sms", "--totp", "--approval");
        (await _house.RunAsync("device", "expect", uuid, "--approval", "--sms", "+1"))
            .IsRefusal(ExitCode.Usage, "--sms", "--totp", "--approval");
        (await _house.RunAsync("device", "expect", "THERMO01", "--approval")).IsRefusal(ExitCode.Usage, "uuid");
        string seed = _house.Beside("seed");
        await File.WriteAllTextAsync(seed, "AAAA\n");
        (await _house.RunAsync("device", "expect", uuid, "--totp", seed)).IsRefusal(ExitCode.Usage, "20 to 64 bytes");
        await File.WriteAllTextAsync(seed, new string('A', 43) + "\n");
        Outcome expected = (await _house.RunAsync("device", "expect", uuid, "--totp", seed)).IsDone();
        Assert.DoesNotContain("AAAA", expected.All, StringComparison.Ordinal);
        Assert.DoesNotContain("guessed", expected.Error, StringComparison.Ordinal);
        Outcome old = (await _house.RunAsync(
            "device", "expect", "c232ab00-9414-11ec-b3c8-9f6bdeced846", "--approval")).IsDone();
        Assert.Contains("guessed", old.Error, StringComparison.Ordinal);
        (await _house.RunAsync("device", "expect", uuid, "--approval")).IsRefusal(ExitCode.Conflict, uuid);
        (await _house.RunAsync("device", "readmit", NewUuid())).IsRefusal(ExitCode.NotFound);
        (await _house.RunAsync("device", "readmit", uuid)).IsDone();
    }

    [Fact]
    public async Task Device_waits_is_approved_and_is_in()
    {
        string kit = _house.Beside("kit-w");
        (await _house.RunAsync("batch", "create", "W-1", "--out", kit)).IsDone();
        string uuid = NewUuid();
        (await _house.RunAsync("device", "expect", uuid, "--approval", "--batch", "W-1")).IsDone();
        await using FieldDevice device = new(_house, kit, uuid, Port());
        Task<BootstrapState> run = device.RunAsync();

        string key = await device.WaitingKeyAsync();
        string table = (await _house.RunAsync("device", "waiting")).IsDone().Output;
        Assert.Matches($@"{uuid}\s+approval\s+.*W-1\s+{key}", table);
        Outcome one = (await _house.RunAsync("device", "waiting", uuid)).IsDone();
        Assert.Contains(key, one.Output, StringComparison.Ordinal);
        (await _house.RunAsync("device", "waiting", NewUuid())).IsRefusal(ExitCode.NotFound);
        (await _house.RunAsync("device", "approve", uuid, "--key", "short")).IsRefusal(ExitCode.Usage, "43 characters");
        (await _house.RunAsync("device", "approve", uuid, "--key", new string('A', 43)))
            .IsRefusal(ExitCode.NotFound, uuid);
        (await _house.RunAsync("device", "approve", uuid, "--key", key)).IsDone();

        Assert.Equal(BootstrapState.Enrolled, await run);
        Assert.DoesNotContain(
            uuid, (await _house.RunAsync("device", "waiting")).IsDone().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_listed_and_rotated_and_the_log_says_by_whom()
    {
        string before = _house.Beside("kit-k1");
        (await _house.RunAsync("batch", "create", "K-1", "--out", before)).IsDone();
        string[] keys = await KeysAsync();
        Assert.Equal(["message current", "message next", "token current"], keys.Take(3).Select(Head));

        (await _house.ExecuteAsync("bootstrap", "rotate", "message")).IsRefusal(ExitCode.Usage, "still signs", "--yes");
        (await _house.RunAsync("bootstrap", "rotate", "nonsense", "--yes")).IsRefusal(ExitCode.Usage, "nonsense");
        Assert.Equal(keys, await KeysAsync());

        Outcome token = (await _house.RunAsync("bootstrap", "rotate", "token", "--yes")).IsDone();
        Assert.Contains("devices notice nothing", token.Error, StringComparison.Ordinal);
        Outcome message = (await _house.RunAsync("bootstrap", "rotate", "message", "--yes")).IsDone();
        Assert.Contains("batch export", message.Error, StringComparison.Ordinal);
        string[] after = await KeysAsync();
        Assert.Equal(Kid(keys[1]), Kid(after[0]));
        Assert.NotEqual(Kid(keys[2]), Kid(after[2]));
        Assert.Contains("message retired " + Kid(keys[0]), after);
        Assert.Contains("token retired " + Kid(keys[2]), after);

        // Who makes devices from now on hands them the new pair; those made before hold one of it.
        string export = _house.Beside("kit-k2");
        (await _house.RunAsync("batch", "export", "K-1", "--out", export)).IsDone();
        string[] old = await PemsAsync(before);
        string[] made = await PemsAsync(export);
        Assert.Equal(old[1], made[0]);
        Assert.NotEqual(old[1], made[1]);

        string audit = (await _house.RunAsync("audit", "show", "--from", "0", "--json")).IsDone().Output;
        Assert.Contains("bootstrap.rotate-message-key", audit, StringComparison.Ordinal);
        Assert.Contains("bootstrap.rotate-token-key", audit, StringComparison.Ordinal);
        Assert.Contains(Kid(keys[0]), audit, StringComparison.Ordinal);
    }

    // Version 4: at random (RFC 9562 5.4).
    private static string NewUuid()
    {
        string random = new Guid(RandomNumberGenerator.GetBytes(16)).ToString("D");
        return $"{random[..14]}4{random[15..19]}a{random[20..]}";
    }

    private static JsonElement Json(Outcome outcome) => JsonElement.Parse(outcome.Output);

    private static string Head(string key) => key[..key.LastIndexOf(' ')];

    private static string Kid(string key) => key[(key.LastIndexOf(' ') + 1)..];

    private static async Task<string[]> PemsAsync(string kit) =>
        (await File.ReadAllTextAsync(Path.Combine(kit, BirthCredentials.MessageKeysFile)))
            .Split("-----END PUBLIC KEY-----", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private async Task<string[]> KeysAsync() =>
    [
        .. Json((await _house.RunAsync("bootstrap", "keys", "--json")).IsDone()).EnumerateArray().Select(key =>
            $"{key.GetProperty("role")} {key.GetProperty("state")} {key.GetProperty("kid")}"),
    ];

    private int Port() =>
        int.Parse(BootstrapPort().Match(fixture.Server.Text).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"bootstrap on \S+:(\d+)")]
    private static partial Regex BootstrapPort();
}
