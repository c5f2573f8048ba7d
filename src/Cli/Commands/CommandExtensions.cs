using System.CommandLine;
using Garita.Cli.Output;

namespace Garita.Cli.Commands;

/// <summary>Ties a command to its body: one place where a failure becomes a message and an exit code.</summary>
public static class CommandExtensions
{
    /// <summary>Sets what the command does.</summary>
    public static Command Does(this Command command, Func<CliSession, CancellationToken, Task> body)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, body, cancellationToken));
        return command;
    }

    /// <summary>Adds arguments, options and subcommands in one breath.</summary>
    public static Command With(this Command command, params Symbol[] symbols)
    {
        ArgumentNullException.ThrowIfNull(command);
        foreach (Symbol symbol in symbols)
        {
            switch (symbol)
            {
                case Argument argument:
                    command.Arguments.Add(argument);
                    break;
                case Option option:
                    command.Options.Add(option);
                    break;
                case Command subcommand:
                    command.Subcommands.Add(subcommand);
                    break;
            }
        }

        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, Func<CliSession, CancellationToken, Task> body, CancellationToken cancellationToken)
    {
        Terminal terminal = new(
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error,
            parsed.GetValue(GlobalOptions.Json));
        try
        {
            await body(new CliSession(parsed, terminal, TimeProvider.System), cancellationToken);
            return (int)ExitCode.Success;
        }
        catch (CliException refusal)
        {
            terminal.Note("garita: " + refusal.Message);
            if (refusal.Hint is { } hint)
            {
                terminal.Note("  " + hint);
            }

            return (int)refusal.Code;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (int)ExitCode.Interrupted;
        }
    }
}
