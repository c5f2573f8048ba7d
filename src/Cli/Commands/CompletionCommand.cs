using System.CommandLine;

namespace Garita.Cli.Commands;

/// <summary><c>garita completion</c>: a script that lets a shell complete commands and options.</summary>
public static class CompletionCommand
{
    // The [suggest:N] directive makes the parser print what may stand at character N of the line. The line is told with
    // the name that the parser knows, however the program was called; where it suggests nothing, a file name is wanted.
    private const string Bash = """
        _garita() {
            local IFS=$'\n' called="${COMP_WORDS[0]}" line at found
            line="garita${COMP_LINE#"$called"}"
            at=$((COMP_POINT - ${#called} + 6))
            found="$("${called/#\~/$HOME}" "[suggest:$at]" "$line" 2>/dev/null)"
            COMPREPLY=($(compgen -W "$found" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _garita garita ./garita
        """;

    private const string Zsh = """
        #compdef garita
        _garita() {
            local called="${words[1]}" line at
            local -a found
            line="garita${BUFFER#"$called"}"
            at=$((CURSOR - ${#called} + 6))
            found=("${(@f)$("${called/#\~/$HOME}" "[suggest:$at]" "$line" 2>/dev/null)}")
            compadd -a found || _files
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
