using System.CommandLine;
using System.Runtime.InteropServices;
using Garita.Cli.Output;

namespace Garita.Cli.Commands;

/// <summary>Ties a command to its body: one place where a failure becomes a message and an exit code.</summary>
public static class CommandExtensions
{
    /// <summary>EPIPE: who read the output has enough of it, as <c>head</c> has.</summary>
    internal const int BrokenPipe = 32;

    /// <summary>Sets what the command does.</summary>
    public static Command Does(this Command command, Func<CliSession, CancellationToken, Task> body)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, body, cancellationToken));
        return command;
    }

    /// <summary>Refuses a value outside the range, in words that begin with the option's name.</summary>
    public static Option<T> Within<T>(this Option<T> option, T least, T most, string words)
        where T : IComparable<T>
    {
        ArgumentNullException.ThrowIfNull(option);
        option.Validators.Add(result =>
        {
            T? value;
            try
            {
                value = result.GetValueOrDefault<T>();
            }
            catch (InvalidOperationException)
            {
                // Not even a number: the parser says so itself.
                return;
            }

            if (value is null || value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            {
                result.AddError($"{option.Name}: {words}");
            }
        });
        return option;
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
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using PosixSignalRegistration? hangup = CancelOnHangup(parsed, stop);

        // Ctrl-C is heard only once the first wait is reached: before that it would kill, and leave things half done.
        await Task.Yield();
        try
        {
            await body(new CliSession(parsed, terminal, TimeProvider.System), stop.Token);
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
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return (int)ExitCode.Interrupted;
        }
        catch (Exception fault) // command boundary
        {
            return Unexpected(fault, terminal);
        }
    }

    // A closed terminal ends a command as Ctrl-C does. 'serve' takes the signal for something else.
    private static PosixSignalRegistration? CancelOnHangup(ParseResult parsed, CancellationTokenSource stop) =>
        parsed.CommandResult.Command.Name == ServeCommand.Name
            ? null
            : PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
            {
                context.Cancel = true;
                stop.Cancel();
            });

    // What nobody foresaw is one line too; the trace is for whoever mends the program, and asks for it.
    private static int Unexpected(Exception fault, Terminal terminal)
    {
        if (fault is IOException { HResult: BrokenPipe })
        {
            return (int)ExitCode.Success;
        }

        terminal.Note($"garita: unexpected: {Printable.Clean(fault.Message)} ({fault.GetType().Name})");
        if (Environment.GetEnvironmentVariable("GARITA_TRACE") == "1")
        {
            terminal.Note(fault.ToString());
        }
        else
        {
            terminal.Note("  this is a mistake of the program; GARITA_TRACE=1 shows where");
        }

        return (int)ExitCode.Failed;
    }
}
