using Garita.Cli.Tests.Harness;
using Garita.TestKit;

namespace Garita.Cli.Tests.Commands;

public sealed class CompletionCommandTests
{
    [ToolFact("bash")]
    public async Task Bash_completes_words_of_the_command_line()
    {
        await CompletesAsync("garita device d", "desired", "disable");
        await CompletesAsync("./garita device d", "desired", "disable");
        await CompletesAsync("garita policy explain --a", "--as");
    }

    [Fact]
    public async Task Other_shell_is_refused_by_name() =>
        (await Shell.RunAsync("completion", "fish")).IsRefusal(ExitCode.Usage, "fish", "bash", "zsh");

    private static async Task CompletesAsync(string line, params string[] expected)
    {
        string folder = Path.GetDirectoryName(Shell.Executable)!;
        string script = $"""
            cd '{folder}'; PATH="$PWD:$PATH"; source <(garita completion bash)
            COMP_LINE='{line}'; COMP_POINT=$(printf %s "$COMP_LINE" | wc -c)
            read -ra COMP_WORDS <<< "$COMP_LINE"; COMP_CWORD=$(( $(wc -w <<< "$COMP_LINE") - 1 ))
            _garita; printf '%s\n' "${"{COMPREPLY[@]}"}" | sort
            """;
        (int code, string output) = await ToolRun.RunAsync("bash", "-c", script);
        Assert.True(code == 0, output);
        Assert.Equal(expected, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
