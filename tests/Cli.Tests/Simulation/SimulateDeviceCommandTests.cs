using System.Text.RegularExpressions;
using Garita.Cli.Tests.Harness;

namespace Garita.Cli.Tests.Simulation;

public sealed partial class SimulateDeviceCommandTests
{
    [Fact]
    public async Task Device_goes_from_its_uuid_to_mqtt_and_on_after_a_kill_and_follows_the_registry()
    {
        using House house = await House.MakeAsync();
        await using LongRun server = await house.ServeAsync("--code-spool", house.Beside("spool"));
        Outcome made = (await house.RunAsync(
            "simulate", "fleet", house.Beside("fleet"), "--spool", house.Beside("spool"), "--host", "localhost",
            "--interval", "0.5")).IsDone();
        string pump = house.Beside("fleet", "pump");
        string id = Line().Matches(made.Output).Single(line => line.Groups[2].Value == "pump").Groups[1].Value;

        await using (LongRun device = LongRun.Start("simulate", "device", pump))
        {
            await device.WaitForAsync("speaks MQTT with its own certificate: pump, everything every 0.5 s");
            string[] story =
            [
                "begins with nothing but its uuid", "registers as pump SIM-4",
                "waits for the code that is sent to +34600", "its modem received a code",
                "has tokens; the registry says: pump, everything every 0.5 s",
                "has a certificate of its own",
            ];
            int[] places = [.. story.Select(words => device.Text.IndexOf(words, StringComparison.Ordinal))];
            Assert.All(places, place => Assert.NotEqual(-1, place));
            Assert.Equal(places.Order(), places);
        }

        // The process was killed with its connection open.
        await using LongRun again = LongRun.Start("simulate", "device", pump);
        await again.WaitForAsync("speaks MQTT with its own certificate: pump, everything every 0.5 s");
        Assert.DoesNotContain("registers", again.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("tokens", again.Text, StringComparison.Ordinal);
        (await Shell.ExecuteAsync("simulate", "device", pump)).IsRefusal(ExitCode.Conflict, "runs already");

        string[] set = ["device", "desired", id, "--set"];
        (await house.RunAsync([.. set, """{"interval":0.25,"intervals":{"speed":5}}"""])).IsDone();
        await again.WaitForAsync("the registry wants: speed every 5 s, the rest every 0.25 s");
        (await house.RunAsync([.. set, """{"interval":-1}"""])).IsDone();
        await again.WaitForAsync("it stays with: speed every 5 s, the rest every 0.25 s");
        Outcome reply = (await house.RunAsync("command", "send", id, "set-speed", """{"rpm":1500}""")).IsDone();
        Assert.Contains("1500", reply.Output, StringComparison.Ordinal);
        Outcome last = (await house.RunAsync("telemetry", "last", id)).IsDone();
        Assert.Contains("pressure", last.Output, StringComparison.Ordinal);

        await again.SignalAsync("TERM");
        Assert.Equal(0, await again.EndAsync());
        Assert.Contains("turned off", again.Text, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(house.Beside("spool")));
    }

    [Fact]
    public async Task Fleet_is_made_whole_or_not_at_all_and_never_over_another()
    {
        using House house = await House.MakeAsync();
        await using LongRun server = await house.ServeAsync("--code-spool", house.Beside("spool"));
        string[] command = ["simulate", "fleet", house.Beside("fleet"), "--spool", house.Beside("spool")];

        // What a run that was killed in the middle left.
        Directory.CreateDirectory(house.Beside("fleet.new", "pump"));
        File.WriteAllText(house.Beside("fleet.new", "pump", "device.key"), "half a key");
        (await house.RunAsync(command)).IsDone();
        Assert.False(Directory.Exists(house.Beside("fleet.new")));
        Assert.Equal(5, Directory.GetDirectories(house.Beside("fleet")).Length);
        UnixFileMode mode = File.GetUnixFileMode(house.Beside("fleet", "meter", "birth.key"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
        (await house.RunAsync(command)).IsRefusal(ExitCode.Conflict, "exists already");
        Outcome devices = (await house.RunAsync("device", "list")).IsDone();
        Assert.Contains("door-lock", devices.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_directory_is_one_clear_line()
    {
        using House house = await House.MakeAsync();
        await using (LongRun server = await house.ServeAsync())
        {
            (await house.RunAsync("simulate", "fleet", house.Beside("fleet"), "--spool", house.Beside("s"))).IsDone();
        }

        (string File, string Content, ExitCode Code)[] damages =
        [
            ("bootstrap.json", "{", ExitCode.Usage),
            ("bootstrap.json", "null", ExitCode.Usage),
            ("bootstrap.json", Settings("rocket", "\"1\"", 1), ExitCode.Usage),
            ("bootstrap.json", Settings("pump", "null", 1), ExitCode.Usage),
            ("bootstrap.json", Settings("pump", "\"1\"", 0), ExitCode.Usage),
            ("device.json", "{}", ExitCode.Failed),
            ("birth.crt", "no certificate", ExitCode.Failed),
            ("birth.key", "no key", ExitCode.Failed),
            ("message-keys.pem", "no key", ExitCode.Failed),
            ("bootstrap.state", "short", ExitCode.Failed),
        ];
        foreach ((string file, string content, ExitCode code) in damages)
        {
            string path = house.Beside("fleet", "meter", file);
            byte[]? whole = File.Exists(path) ? await File.ReadAllBytesAsync(path) : null;
            await File.WriteAllTextAsync(path, content);
            Outcome told = await Shell.RunAsync("simulate", "device", Path.GetDirectoryName(path)!);
            told.IsRefusal(code, Path.GetFileNameWithoutExtension(file)[..5]);
            Assert.Single(told.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            File.Delete(path);
            if (whole is not null)
            {
                await File.WriteAllBytesAsync(path, whole);
            }
        }
    }

    [Fact]
    public async Task Directory_without_a_device_says_what_makes_one()
    {
        using House house = await House.MakeAsync();
        (await Shell.ExecuteAsync("simulate", "device", house.Beside("nothing")))
            .IsRefusal(ExitCode.NotFound, "bootstrap.json", "simulate fleet");
    }

    private static string Settings(string type, string serial, int port) =>
        $$"""{"type":"{{type}}","serial":{{serial}},"number":"1","spool":"s","port":{{port}}}""";

    [GeneratedRegex(@"^(\S{36})  (\S+)", RegexOptions.Multiline)]
    private static partial Regex Line();
}
