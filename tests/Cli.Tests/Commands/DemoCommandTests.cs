using System.Text.RegularExpressions;
using Garita.Cli.Tests.Harness;
using Garita.TestKit;

namespace Garita.Cli.Tests.Commands;

public sealed partial class DemoCommandTests
{
    // What is told of a step below its line.
    private static readonly string Evidence = new(' ', 14);

    [Fact]
    public async Task Once_tells_a_line_a_step_and_leaves_nothing()
    {
        using TemporaryDirectory temporary = new();
        Outcome told = (await RunAsync(temporary.Path)).IsDone();
        string[] lines = told.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] steps = [.. lines[..^1].Where(line => !line.StartsWith(Evidence, StringComparison.Ordinal))];
        Assert.All(steps, line => Assert.StartsWith("ok  ", line, StringComparison.Ordinal));
        Assert.Contains($"{steps.Length} steps", lines[^1], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("0x87", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("a stranger's certificate: refused", StringComparison.Ordinal));
        IsWholeBootstrapAct(lines);
        IsWholeFirmwareAct(lines);
        IsWholeUpdateAct(told);
        IsWholeRolloutAct(told);
        Assert.Equal(StepsOf(Shown("docs/demo.md")), StepsOf(lines));
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary.Path));
    }

    [Fact]
    public async Task Bootstrap_alone_brings_five_devices_to_mqtt_and_leaves_the_sixth_idle()
    {
        using TemporaryDirectory temporary = new();
        Outcome told = (await RunAsync(temporary.Path, "--act", "bootstrap")).IsDone();
        IsWholeBootstrapAct(told.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary.Path));
    }

    [Fact]
    public void Readme_shows_lines_of_the_whole_output_in_their_order()
    {
        Queue<string> whole = new(Shown("docs/demo.md"));
        string[] picked = [.. Shown("README.md").Where(line => Step().IsMatch(line))];
        Assert.NotEmpty(picked);
        Assert.All(picked, line =>
        {
            while (whole.TryDequeue(out string? next) && next != line)
            {
            }

            Assert.True(whole.Count > 0, $"not in docs/demo.md, or not there: {line}");
        });
    }

    [Fact]
    public async Task Firmware_alone_adds_the_device_it_needs_and_no_other()
    {
        using TemporaryDirectory temporary = new();
        Outcome told = (await RunAsync(temporary.Path, "--act", "firmware")).IsDone();
        string[] lines = told.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Single(lines, line => line.Contains(" s  add ", StringComparison.Ordinal));
        IsWholeFirmwareAct(lines);
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary.Path));
    }

    [Fact]
    public async Task Update_takes_five_devices_over_three_paths_through_every_mishap()
    {
        using TemporaryDirectory temporary = new();
        Outcome told = (await RunAsync(temporary.Path, "--act", "update")).IsDone();
        IsWholeUpdateAct(told);
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary.Path));
    }

    [Fact]
    public async Task Rollout_stops_a_bad_release_by_itself_and_the_mended_one_reaches_everybody()
    {
        using TemporaryDirectory temporary = new();
        Outcome told = (await RunAsync(temporary.Path, "--act", "rollout")).IsDone();
        IsWholeRolloutAct(told);
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary.Path));
    }

    [Fact]
    public async Task Act_that_there_is_not_is_a_usage_error() =>
        (await RunAsync("/nonexistent", "--act", "opera")).IsRefusal(ExitCode.Usage, "opera");

    [Fact]
    public async Task Temporary_directory_that_is_not_there_is_one_clear_line() =>
        (await RunAsync("/nonexistent")).IsRefusal(ExitCode.Failed, "/nonexistent", "TMPDIR");

    [MountFact]
    public async Task Step_that_fails_is_told_and_the_exit_code_says_so()
    {
        using Mount disk = Mount.Tmpfs("64k");
        Outcome told = await RunAsync(disk.Point);
        told.IsRefusal(ExitCode.Failed, "1 of 1 steps went wrong");
        Assert.Contains("FAIL", told.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(disk.Point));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("HUP")]
    public async Task Ctrl_C_or_a_closed_terminal_in_the_middle_leaves_nothing(string signal)
    {
        using TemporaryDirectory temporary = new();
        await using LongRun demo = LongRun.StartIn(temporary.Path, "demo", "--once");
        await demo.WaitForAsync("make the authorities");
        await demo.SignalAsync(signal);
        Assert.Equal((int)ExitCode.Interrupted, await demo.EndAsync(TimeSpan.FromSeconds(15)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary.Path));
        Assert.DoesNotContain("   at ", demo.Text, StringComparison.Ordinal);
    }

    private static Task<Outcome> RunAsync(string temporary, params string[] more) => Shell.ExecuteAsync(
        new Dictionary<string, string> { ["TMPDIR"] = temporary }, Shell.Executable, ["demo", "--once", .. more]);

    private static void IsWholeUpdateAct(Outcome told)
    {
        string[] evidence =
        [
            "1.1 over HTTPS: 7a31c0de installed it",
            "1.1 over MQTT: 19f4b2e8 installed it",
            "1.1 over the carousel: c45d0a76 installed it",
            "5e8812bf loses its power in the middle: the power went when chunk",
            "d2907f31 gets one flipped bit: refused before it was written, with ",
            "7a31c0de is offered 1.2: started 1.2, 1.2, 1.2, 1.1: given up by the boot loader alone, and reported",
            "6 offers, 6 ends, the last: 7a31c0de-0b5e-4c62-9d1f-86c2e4b7a913 crashing/1: RolledBack",
        ];
        Assert.All(evidence, line => Assert.Contains(line, told.Output, StringComparison.Ordinal));
    }

    private static void IsWholeRolloutAct(Outcome told)
    {
        string[] evidence =
        [
            "16 devices, 16 connected: 11 thermostat, 5 thermostat-r2; waves of up to 6, 13, 16",
            "the canary: wave 'most' opened: wave:1: 6 good, 0 bad; evidence 3.85 reaches 3.00",
            "the gate stops it: the release is bad: type:thermostat-r2: 4 of 4 devices failed; evidence 9.21 reaches",
            "13 of 16 devices were offered it; 3 never were, nor will be",
            "it goes back by itself: rolled-back",
            "what the boards run: the boot loaders of all 16 boards started 1.1 last",
            "why TH2-01 does not have it: ",
            "outcome: reverted; stage: failed",
            "1.3 goes to everybody: completed, 16 devices",
            "every device runs it: the boot loaders of all 16 boards started 1.3 last; 16 of 16 say so",
            "TH2-01 rollout_autumn/1: RolledBack",
            "update.offer back_autumn/2",
        ];
        Assert.All(evidence, line => Assert.Contains(line, told.Output, StringComparison.Ordinal));
    }

    private static void IsWholeBootstrapAct(string[] lines)
    {
        (string Words, int Times)[] evidence =
        [
            (" registers: a code by SMS to +34", 5),
            ("and the registry's word: ", 5),
            (" measures with tokens: stored ", 5),
            ("got new ones without a code; the server's log: Publish of 7a31c0de-", 1),
            ("the others refresh before that: each fetched new tokens in time", 1),
            (" exchanges its tokens: a certificate for the key that it made itself", 5),
            (" connects: MQTT 5 over mutual TLS 1.3, and the registry sees it", 5),
            ("which nobody expects: idle, for no code came in time; the server's log: Register of 0bad5eed-", 1),
            ("was refused: UnknownDevice", 1),
        ];
        Assert.All(evidence, one => Assert.Equal(one.Times, lines.Count(
            line => line.StartsWith("ok  ", StringComparison.Ordinal)
                && line.Contains(one.Words, StringComparison.Ordinal))));
    }

    private static void IsWholeFirmwareAct(string[] lines)
    {
        string[] evidence =
        [
            "publish 1.1 with one signature: refused; the server's log: Release from operator:demo refused: below-",
            "upload 1.1 with one bit flipped: refused, nothing kept: The bytes have another SHA-256",
            " s  publish 1.1: ",
            "is offered 1.1 without its proof: refused: LogProofMissing",
            "is offered 1.1: accepted: 2 signatures, proven to be in the log",
            "gets a chunk with one bit flipped: refused before it is written: NotInTree",
            "the file's SHA-256 is the signed one; floor now sequence 2",
            "is offered 1.0: refused: ReleaseUnfit OlderSequence",
            "good under version 1, is refused: ManifestRefused BelowThreshold, by the server too",
            "verify with the log's public key alone",
        ];
        Assert.All(evidence, words => Assert.Single(
            lines, line => line.StartsWith("ok  ", StringComparison.Ordinal)
                && line.Contains(words, StringComparison.Ordinal)));
    }

    // What the steps are called, in their order; times, ports and digests are of one run.
    private static IEnumerable<string> StepsOf(IEnumerable<string> lines) =>
        lines.Select(line => Step().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value);

    private static string[] Shown(string file)
    {
        string page = File.ReadAllText(RepositoryRoot.File(file));
        int begin = page.IndexOf("<!-- demo output: begin", StringComparison.Ordinal);
        int end = page.IndexOf("<!-- demo output: end -->", StringComparison.Ordinal);
        Assert.InRange(begin, 0, end);
        return page[begin..end].Split('\n');
    }

    [GeneratedRegex("^ok  +[0-9.]+ s  (.*?): ")]
    private static partial Regex Step();
}
