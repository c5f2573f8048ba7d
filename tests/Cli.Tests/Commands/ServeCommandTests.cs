using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Garita.Cli.Local;
using Garita.Cli.Tests.Harness;
using Garita.Server.Hosting;
using Garita.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garita.Cli.Tests.Commands;

public sealed class ServeCommandTests
{
    private static readonly string[] s_freePorts =
        ["--mqtt-port", "0", "--quic-port", "0", "--bootstrap-port", "0", "--https-port", "0", "--api-port", "0"];
    private static readonly TimeSpan s_seconds = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Ctrl_C_ends_it_cleanly_and_a_restart_finds_everything()
    {
        using House house = await House.MakeAsync();
        await using (LongRun server = await house.ServeAsync())
        {
            (await house.RunAsync("device", "add", "ABCD1234", "--out", house.Beside("ABCD1234"))).IsDone();
            await server.SignalAsync("INT");
            Assert.Equal(0, await server.EndAsync(s_seconds));
        }

        await using LongRun again = await house.ServeAsync();
        Assert.Contains("ABCD1234", (await house.RunAsync("device", "list")).IsDone().Output, StringComparison.Ordinal);
        (await house.ExecuteAsync(["serve", .. s_freePorts])).IsRefusal(ExitCode.Conflict, house.Data, "in use");
        await again.SignalAsync("TERM");
        Assert.Equal(0, await again.EndAsync(s_seconds));
        (await house.RunAsync("device", "list")).IsRefusal(ExitCode.Unreachable, "https://127.0.0.1", "garita serve");
    }

    [Fact]
    public async Task Kill_in_the_middle_loses_nothing_that_was_answered()
    {
        using House house = await House.MakeAsync();
        await using (LongRun server = await house.ServeAsync())
        {
            (await house.RunAsync("device", "add", "ABCD1234", "--out", house.Beside("ABCD1234"))).IsDone();
            (await house.RunAsync("device", "disable", "ABCD1234")).IsDone();
            await server.SignalAsync("KILL");
            await server.EndAsync(s_seconds);
        }

        await using LongRun again = await house.ServeAsync();
        Outcome shown = (await house.RunAsync("device", "show", "ABCD1234")).IsDone();
        Assert.Contains("disabled", shown.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--mqtt-port")]
    [InlineData("--https-port")]
    [InlineData("--api-port")]
    public async Task Busy_port_is_named_and_nothing_runs(string busy)
    {
        using House house = await House.MakeAsync();
        using TcpListener other = TcpListener.Create(0);
        other.Start();
        string port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        string[] ports = [.. s_freePorts];
        ports[Array.IndexOf(ports, busy) + 1] = port;
        Outcome refused = await house.ExecuteAsync(["serve", .. ports]);
        refused.IsRefusal(ExitCode.Failed, port, busy);
        Assert.DoesNotContain("Exception", refused.All, StringComparison.Ordinal);
        await using LongRun server = await house.ServeAsync();
        (await house.RunAsync("status")).IsDone();
    }

    [Fact]
    public async Task Policy_with_a_typo_names_file_and_line_and_nothing_starts()
    {
        using House house = await House.MakeAsync();
        string policy = Path.Combine(house.Data, "policy");
        await File.WriteAllTextAsync(policy, "# mine\nfor device\n  alow publish x\n");
        (await house.ExecuteAsync(["serve", .. s_freePorts])).IsRefusal(ExitCode.Failed, policy + ":3:", "alow");

        // No server can be asked about the very policy that keeps it from starting.
        Outcome check = await house.RunAsync("policy", "check", policy);
        check.IsRefusal(ExitCode.Failed, "one mistake");
        Assert.Contains(policy + ":3:", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hangup_loads_the_policy_again_and_keeps_the_old_one_when_it_is_wrong()
    {
        using House house = await House.MakeAsync();
        string policy = Path.Combine(house.Data, "policy");
        await File.WriteAllTextAsync(policy, "for device\n  publish private/{id}/mine\n");
        await using LongRun server = await house.ServeAsync();
        string[] question = ["policy", "explain", "--as", "ABCD1234", "publish", "private/ABCD1234/mine"];
        Outcome allowed = (await house.RunAsync(question)).IsDone();
        Assert.StartsWith($"allowed  {policy}:2:", allowed.Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(policy, "for device\n  publich x\n");
        await server.SignalAsync("HUP");
        await server.WaitForAsync(policy + ":2:");
        Assert.StartsWith("allowed", (await house.RunAsync(question)).IsDone().Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(policy, "# nobody\n");
        (await house.RunAsync("policy", "reload")).IsDone();
        Assert.StartsWith("refused", (await house.RunAsync(question)).IsDone().Output, StringComparison.Ordinal);
    }

    [MountFact]
    public async Task Read_only_data_directory_is_called_that()
    {
        using House house = await House.MakeAsync();
        await File.WriteAllTextAsync(Path.Combine(house.Data, "garita.lock"), string.Empty);
        using Mount mount = Mount.ReadOnly(house.Data);
        (await Shell.ExecuteAsync(["serve", "--data", mount.Point, .. s_freePorts]))
            .IsRefusal(ExitCode.Failed, mount.Point, "cannot be written");
    }

    [Fact]
    public async Task Clock_before_the_authorities_is_refused()
    {
        using House house = await House.MakeAsync();
        ManualTimeProvider early = new(TimeProvider.System.GetUtcNow().AddDays(-30));
        StartupException fault = await Assert.ThrowsAsync<StartupException>(() => GaritaServer.StartAsync(
            new GaritaOptions { DataDirectory = house.Data }.OnFreePorts(),
            early,
            NullLoggerFactory.Instance,
            CancellationToken.None));
        CliException refused = StartupFailures.Describe(fault);
        Assert.Equal(ExitCode.Failed, refused.Code);
        Assert.Contains("clock", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directory_without_an_installation_asks_for_init()
    {
        using TemporaryDirectory directory = new();
        (await Shell.RunAsync("serve", "--data", directory.Path))
            .IsRefusal(ExitCode.Usage, directory.Path, "garita init");
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory.Path));
    }
}
