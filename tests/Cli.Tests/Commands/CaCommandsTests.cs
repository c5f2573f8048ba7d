using Garita.Cli.Tests.Harness;

namespace Garita.Cli.Tests.Commands;

public sealed class CaCommandsTests
{
    [Fact]
    public async Task Root_leaves_the_machine_and_everyday_work_goes_on()
    {
        using House house = await House.MakeAsync();
        string copy = house.Beside("device-root.key");
        await File.WriteAllTextAsync(copy, "precious");
        (await ExportAsync(house, copy)).IsRefusal(ExitCode.Failed, copy);
        Assert.Equal("precious", await File.ReadAllTextAsync(copy));
        Assert.True(File.Exists(Path.Combine(house.Data, "authority", "device-root.key")));

        string target = house.Beside("offline.key");
        (await ExportAsync(house, target)).IsDone();
        Assert.Contains("ENCRYPTED PRIVATE KEY", await File.ReadAllTextAsync(target), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(house.Data, "authority", "device-root.key")));
        string list = (await house.RunAsync("ca", "list")).IsDone().Output;
        Assert.Contains("device root", list, StringComparison.Ordinal);

        await using LongRun server = await house.ServeAsync();
        (await house.RunAsync("device", "add", "ABCD1234", "--out", house.Beside("ABCD1234"))).IsDone();
        (await house.RunAsync("operator", "add", "ana", "--out", house.Beside("ana"), "--passphrase-file",
            house.PassphraseFile))
            .IsDone();
        (await ExportAsync(house, house.Beside("again.key"))).IsRefusal(ExitCode.Failed, "no longer on this machine");
    }

    private static Task<Outcome> ExportAsync(House house, string target) => house.RunAsync(
        "ca", "root", "export", "--root", "device", "--out", target, "--remove", "--passphrase-file",
            house.PassphraseFile);
}
