using Garita.Authority.Keys;
using Garita.Authority.Vault;
using Garita.Cli.Commands;
using Garita.Cli.Tests.Harness;
using Garita.Pki.Issuing;
using Garita.TestKit;

namespace Garita.Cli.Tests.Commands;

public sealed class InitCommandTests
{
    [Fact]
    public async Task Second_init_over_a_data_directory_is_refused_and_changes_nothing()
    {
        using House house = await House.MakeAsync();
        IReadOnlyDictionary<string, string> before = house.Snapshot();
        (await house.InitAsync()).IsRefusal(ExitCode.Conflict, house.Data, "--data");
        Assert.Equal(before, house.Snapshot());
    }

    [Fact]
    public async Task Directory_of_something_else_is_left_alone()
    {
        using TemporaryDirectory directory = new();
        await File.WriteAllTextAsync(directory.File("thesis.txt"), "mine");
        (await InitAsync(directory.Path, "mqtt.lan")).IsRefusal(ExitCode.Conflict, directory.Path);
        Assert.Equal([directory.File("thesis.txt")], Directory.EnumerateFileSystemEntries(directory.Path));
    }

    [Theory]
    [InlineData("bad name", "ana", "--name", "bad name")]
    [InlineData("mqtt.lan", "a/b", "a/b", "operator")]
    public async Task Wrong_value_names_itself_and_nothing_is_made(string name, string person, params string[] words)
    {
        using TemporaryDirectory directory = new();
        string data = directory.File("data");
        (await InitAsync(data, name, "--operator", person)).IsRefusal(ExitCode.Usage, words);
        Assert.False(Path.Exists(data));
    }

    [Fact]
    public async Task Short_passphrase_is_refused_and_nothing_is_made()
    {
        using TemporaryDirectory directory = new();
        await File.WriteAllTextAsync(directory.File("short"), "tiny\n");
        Outcome refused = await Shell.RunAsync(
            "init", "--name", "x", "--data", directory.File("data"), "--passphrase-file", directory.File("short"));
        refused.IsRefusal(ExitCode.Usage, "passphrase", "12");
        Assert.False(Path.Exists(directory.File("data")));
    }

    [Fact]
    public async Task Passphrase_that_is_made_goes_to_the_person_and_never_into_a_result()
    {
        using TemporaryDirectory directory = new();
        Outcome made = (await Shell.ExecuteAsync("init", "--name", "x", "--json", "--data", directory.File("data")))
            .IsDone();
        string passphrase = made.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Trim();
        Assert.Matches("^[a-z0-9-]{20,}$", passphrase);
        Assert.DoesNotContain(passphrase, made.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clock_that_is_not_set_is_refused_and_nothing_is_made()
    {
        using TemporaryDirectory directory = new();
        using Passphrase passphrase = new(House.Passphrase);
        Assert.True(AlternativeNames.TryParse(["x"], out AlternativeNames names, out _));
        CliException refused = await Assert.ThrowsAsync<CliException>(() => InitCommand.InstallAsync(
            directory.File("data"),
            new VaultRequest(names, passphrase, null),
            "ana",
            new ManualTimeProvider(DateTimeOffset.UnixEpoch),
            CancellationToken.None));
        Assert.Equal(ExitCode.Failed, refused.Code);
        Assert.Contains("clock", refused.Message, StringComparison.Ordinal);
        Assert.False(Path.Exists(directory.File("data")));
    }

    [MountFact]
    public async Task Full_disk_is_named_and_nothing_is_left()
    {
        using Mount disk = Mount.Tmpfs("64k");
        string data = Path.Combine(disk.Point, "data");
        Outcome refused = await InitAsync(data, "mqtt.lan");
        refused.IsRefusal(ExitCode.Failed, data, "full");
        Assert.Empty(Directory.EnumerateFileSystemEntries(disk.Point));
    }

    [MountFact]
    public async Task Read_only_directory_is_named_and_nothing_is_left()
    {
        using Mount disk = Mount.Tmpfs("1m");
        disk.Remount("remount,ro");
        string data = Path.Combine(disk.Point, "data");
        (await InitAsync(data, "mqtt.lan")).IsRefusal(ExitCode.Failed, data, "read-only");
        Assert.Empty(Directory.EnumerateFileSystemEntries(disk.Point));
    }

    private static async Task<Outcome> InitAsync(string data, string name, params string[] more)
    {
        using TemporaryDirectory beside = new();
        await File.WriteAllTextAsync(beside.File("passphrase"), House.Passphrase);
        return await Shell.RunAsync(
            ["init", "--name", name, "--data", data, "--passphrase-file", beside.File("passphrase"), .. more]);
    }
}
