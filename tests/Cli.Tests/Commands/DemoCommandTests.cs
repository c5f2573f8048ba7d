using Garita.Cli.Tests.Harness;
using Garita.TestKit;

namespace Garita.Cli.Tests.Commands;

public sealed class DemoCommandTests
{
    [Fact]
    public async Task Once_tells_a_line_a_step_and_leaves_nothing()
    {
        using TemporaryDirectory temporary = new();
        Outcome told = (await RunAsync(temporary.Path)).IsDone();
        string[] lines = told.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines[..^1], line => Assert.StartsWith("ok  ", line, StringComparison.Ordinal));
        Assert.Contains($"{lines.Length - 1} steps", lines[^1], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("0x87", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("a stranger's certificate: refused", StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary.Path));
    }

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

    private static Task<Outcome> RunAsync(string temporary) => Shell.ExecuteAsync(
        new Dictionary<string, string> { ["TMPDIR"] = temporary }, Shell.Executable, "demo", "--once");
}
