using System.CommandLine;
using Garita.Cli.Commands;
using Garita.Cli.Tests.Harness;
using Garita.TestKit;

namespace Garita.Cli.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Every_command_has_help_that_describes_all_of_it()
    {
        foreach ((string path, Command command) in Tree("garita", CommandLine.CreateRoot()))
        {
            Outcome help = (await Shell.RunAsync([.. path.Split(' ')[1..], "--help"])).IsDone();
            Assert.Contains(path["garita".Length..], help.Output, StringComparison.Ordinal);
            Assert.False(string.IsNullOrEmpty(command.Description), path);
            Assert.All(command.Options, option =>
                Assert.False(string.IsNullOrEmpty(option.Description), path + " " + option.Name));
            Assert.All(
                command.Arguments, argument =>
                    Assert.False(string.IsNullOrEmpty(argument.Description), path + " " + argument.Name));
        }
    }

    [Theory]
    [InlineData("bogus", "'bogus' is not a command of 'garita'", "'garita --help'")]
    [InlineData("device bogus", "'bogus' is not a command of 'garita device'", "disable")]
    [InlineData("device", "needs a command", "disable")]
    [InlineData("device list --bogus", "--bogus", "'garita device list --help'")]
    [InlineData("device add", "ID", "--help")]
    [InlineData("init", "--name", "--help")]
    [InlineData("serve --mqtt-port 99999", "--mqtt-port", "65535")]
    [InlineData("serve --api-port many", "--api-port", "a whole number")]
    public async Task Wrong_command_line_says_what_is_wrong_on_standard_error(string line, params string[] words)
    {
        Outcome refused = await Shell.RunAsync(line.Split(' '));
        refused.IsRefusal(ExitCode.Usage, words);
        Assert.Empty(refused.Output);
    }

    [Fact]
    public async Task What_nobody_foresaw_is_one_line_and_exit_code_1()
    {
        RootCommand root = new("test");
        root.With(
            GlobalOptions.Json,
            new Command("break", "Break").Does((_, _) => throw new InvalidOperationException("secret\u001b[31m plan")));
        using StringWriter output = new();
        using StringWriter error = new();
        int code = await root.Parse(["break"])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        Assert.Equal((int)ExitCode.Failed, code);
        Assert.Empty(output.ToString());
        Assert.StartsWith("garita: unexpected: secret?[31m plan (InvalidOperationException)", error.ToString(),
            StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error.ToString(), StringComparison.Ordinal);
    }

    [ToolFact("bash")]
    public async Task Pipe_that_nobody_reads_any_more_ends_the_command_without_a_word()
    {
        // 'true' has left before the program has started.
        string script = $"set -o pipefail; '{Shell.Executable}' completion bash | true";
        (int code, string output) = await ToolRun.RunAsync("bash", "-c", script);
        Assert.Equal(0, code);
        Assert.Empty(output);
    }

    internal static IEnumerable<(string Path, Command Command)> Tree(string path, Command command) =>
        command.Subcommands
        .SelectMany(sub => Tree($"{path} {sub.Name}", sub))
        .Prepend((path, command));
}
