using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Garita.Cli.Tests.Harness;
using Garita.Device;
using Garita.Device.Directories;
using Garita.Device.Telemetry;
using Garita.TestKit;

namespace Garita.Cli.Tests.Commands;

[Collection(ServerFixture.Name)]
public sealed class DeviceCommandsTests(ServerFixture fixture)
{
    private readonly House _house = fixture.House;

    [Theory]
    [InlineData("AB/CD")]
    [InlineData("../x")]
    [InlineData("a b")]
    [InlineData("#")]
    public async Task Id_with_a_bad_character_is_refused_and_nothing_is_made(string id)
    {
        string target = _house.Beside("bad-id");
        (await AddAsync(id, target)).IsRefusal(ExitCode.Usage, id);
        IsNotMade(target);
    }

    [Fact]
    public async Task Directory_that_exists_is_left_alone_and_nothing_is_registered()
    {
        string target = Directory.CreateDirectory(_house.Beside("taken")).FullName;
        (await AddAsync("TAKEN001", target)).IsRefusal(ExitCode.Conflict, target, "--out");
        Assert.Empty(Directory.EnumerateFileSystemEntries(target));
        (await _house.RunAsync("device", "show", "TAKEN001")).IsRefusal(ExitCode.NotFound, "TAKEN001");
    }

    [Fact]
    public async Task Id_is_never_given_twice_in_any_case_nor_after_its_removal()
    {
        (await AddAsync("ONCE0001", _house.Beside("once"))).IsDone();
        string target = _house.Beside("twice");
        (await AddAsync("ONCE0001", target)).IsRefusal(ExitCode.Conflict, "ONCE0001");
        (await AddAsync("once0001", target)).IsRefusal(ExitCode.Conflict, "once0001", "case");
        (await _house.ExecuteAsync("device", "rm", "ONCE0001")).IsRefusal(ExitCode.Usage, "not removed", "--yes");
        (await _house.RunAsync("device", "rm", "ONCE0001", "--yes")).IsDone();
        (await AddAsync("ONCE0001", target)).IsRefusal(ExitCode.Conflict, "ONCE0001", "never used again");
        IsNotMade(target);
    }

    [Fact]
    public async Task Disable_ends_a_live_session_within_a_second_and_discards_its_messages()
    {
        string target = _house.Beside("live");
        (await AddAsync("LIVE0001", target, "--host", "localhost")).IsDone();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        await using DeviceClient device = new(DeviceOptions.From(DeviceDirectory.Open(target)));
        await device.ConnectAsync(limit.Token);
        device.Record("temperature", new Measurement(21.5, "Cel"));
        await device.FlushAsync(limit.Token);
        Assert.True(await IsConnectedAsync("LIVE0001"));
        long sessions = await SessionsAsync();

        long begun = Stopwatch.GetTimestamp();
        (await _house.RunAsync("device", "disable", "LIVE0001")).IsDone();
        Assert.False(await IsConnectedAsync("LIVE0001"));
        TimeSpan took = Stopwatch.GetElapsedTime(begun);
        Assert.True(took < TimeSpan.FromSeconds(1), $"the session ended after {took}");

        // Its queue and will are part of the session, which is kept for a device that only went away.
        Assert.Equal(sessions - 1, await SessionsAsync());
        (await _house.RunAsync("command", "send", "LIVE0001", "reboot")).IsRefusal(ExitCode.Failed, "not connected");
    }

    [ToolFact("gcc")]
    public async Task Header_compiles_and_holds_the_bytes_of_the_directory()
    {
        string target = _house.Beside("board");
        Outcome added = (await AddAsync("BOARD001", target, "--header")).IsDone();
        await File.WriteAllTextAsync(_house.Beside("garita_device.h"), added.Output);
        string program = _house.Beside("main.c");
        await File.WriteAllTextAsync(program, Program(added.Output));
        (int code, string text) = await ToolRun.RunAsync(
            "gcc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-o", _house.Beside("board.out"), program);
        Assert.True(code == 0, text);
        (_, string printed) = await ToolRun.RunAsync(_house.Beside("board.out"));

        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(Path.Combine(target, DeviceDirectory.KeyFile)));
        Assert.Contains(Convert.ToHexStringLower(key.ExportParameters(true).D!), printed, StringComparison.Ordinal);
        Assert.Contains("BOARD001", printed, StringComparison.Ordinal);
        foreach (string file in new[] { DeviceDirectory.CertificateFile, DeviceDirectory.ServerRootFile })
        {
            string pem = await File.ReadAllTextAsync(Path.Combine(target, file));
            byte[] der = Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);
            Assert.Contains(Convert.ToHexStringLower(der), printed, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Lists_are_tables_for_people_and_json_for_programs()
    {
        (await AddAsync("TABLE001", _house.Beside("table"), "--type", "pump", "--group", "a", "--group", "b")).IsDone();
        string table = (await _house.RunAsync("device", "list", "--type", "pump")).IsDone().Output;
        Assert.Contains("TABLE001", table, StringComparison.Ordinal);
        Assert.Contains("a,b", table, StringComparison.Ordinal);
        Outcome json = (await _house.RunAsync("device", "list", "--type", "pump", "--json")).IsDone();
        JsonElement device = JsonDocument.Parse(json.Output).RootElement.EnumerateArray().Single();
        Assert.Equal("TABLE001", device.GetProperty("id").GetString());
        Assert.Empty(json.Error);
        (await _house.RunAsync("device", "list", "--state", "asleep")).IsRefusal(ExitCode.Usage, "state", "active");
    }

    [Fact]
    public async Task Wrong_value_says_which_and_what_it_must_be()
    {
        (await AddAsync("CMD00001", _house.Beside("cmd"))).IsDone();
        string[] send = ["command", "send", "CMD00001", "reboot"];
        (await _house.RunAsync([.. send, "{x"])).IsRefusal(ExitCode.Usage, "not JSON", "character 2");
        (await _house.RunAsync([.. send, "--timeout", "99"])).IsRefusal(ExitCode.Usage, "--timeout", "60");
        (await _house.RunAsync([.. send, "--timeout", "soon"])).IsRefusal(ExitCode.Usage, "--timeout", "a number");
        (await _house.RunAsync("command", "send", "NOBODY", "reboot")).IsRefusal(ExitCode.NotFound, "NOBODY");
        (await _house.RunAsync("telemetry", "export", "CMD00001", "--from", "yesterday"))
            .IsRefusal(ExitCode.Usage, "--from", "a time");
    }

    private static void IsNotMade(string target)
    {
        Assert.False(Path.Exists(target));
        Assert.False(Path.Exists(target + ".new"));
    }

    // Prints every array of the header, so that what the compiler made of it can be compared.
    private static string Program(string header)
    {
        const string Array = "static const uint8_t ";
        IEnumerable<string> arrays = header.Split('\n')
            .Where(line => line.StartsWith(Array, StringComparison.Ordinal))
            .Select(line => line[Array.Length..line.IndexOf('[', StringComparison.Ordinal)]);
        return "#include <stdio.h>\n#include \"garita_device.h\"\n"
            + "static void show(const uint8_t *p, size_t n) { while (n--) printf(\"%02x\", *p++); printf(\"\\n\"); }\n"
            + "int main(void) {\n"
            + string.Concat(arrays.Select(name => $"    show({name}, sizeof {name});\n"))
            + "    puts(GARITA_DEVICE_ID);\n    return 0;\n}\n";
    }

    private Task<Outcome> AddAsync(string id, string target, params string[] more) =>
        _house.RunAsync(["device", "add", id, "--out", target, .. more]);

    private async Task<bool> IsConnectedAsync(string id)
    {
        Outcome shown = (await _house.RunAsync("device", "show", id, "--json")).IsDone();
        return JsonDocument.Parse(shown.Output).RootElement.GetProperty("connected").GetBoolean();
    }

    private async Task<long> SessionsAsync()
    {
        Outcome shown = (await _house.RunAsync("status", "--json")).IsDone();
        return JsonDocument.Parse(shown.Output).RootElement.GetProperty("broker").GetProperty("sessions").GetInt64();
    }
}
