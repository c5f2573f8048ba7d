using System.CommandLine;

namespace Garita.Cli.Commands;

/// <summary><c>garita completion</c>: a script that lets a shell complete commands and options.</summary>
public static class CompletionCommand
{
    // The [suggest:N] directive makes the parser print what may stand at character N of the line.
    private const string Bash = """
        _garita() {
            local IFS=$'\n'
            local found="$(garita "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)"
            COMPREPLY=($(compgen -W "$found" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -F _garita garita ./garita
        """;

    private const string Zsh = """
        #compdef garita
        _garita() {
            local -a found
            found=("${(@f)$(garita "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -a found
        }
        compdef _garita garita ./garita
        """;

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Argument<string> shell = new("SHELL") { Description = "bash or zsh" };
        shell.AcceptOnlyFromAmong("bash", "zsh");
        return new Command("completion", "Print a completion script: source <(garita completion bash)").With(shell)
            .Does((session, _) =>
            {
                session.Terminal.Output.WriteLine(session.Get(shell) == "bash" ? Bash : Zsh);
                return Task.CompletedTask;
            });
    }
}
