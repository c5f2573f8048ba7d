using System.Text;
using System.Text.Json;
using Garita.Cli.Api;
using Spectre.Console;

namespace Garita.Cli.Output;

/// <summary>
/// Where a command prints and asks. Results go to standard output, everything else to standard error.
/// </summary>
public sealed class Terminal(TextWriter output, TextWriter error, bool json)
{
    private const int MaxSecretLength = 1024;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    /// <summary>Standard output, for results only.</summary>
    public TextWriter Output { get; } = output;

    /// <summary>Standard error, for notices, progress and errors.</summary>
    public TextWriter Error { get; } = error;

    /// <summary>True when results are for a program: JSON, one document or one document a line.</summary>
    public bool Json { get; } = json;

    /// <summary>True when a person can be asked.</summary>
    public static bool CanAsk => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    /// <summary>True when standard output is a terminal that can be redrawn.</summary>
    public static bool CanRedraw => !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>True when standard error is a terminal that can be redrawn.</summary>
    public static bool CanRedrawError =>
        !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");

    /// <summary>A console for tables: as wide as the terminal, or wide enough for programs that cut columns.</summary>
    public IAnsiConsole Rich()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Output),
            Ansi = CanRedraw ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = InteractionSupport.No,
        });
        if (!CanRedraw)
        {
            console.Profile.Width = 200;
        }

        return console;
    }

    /// <summary>One line for a person, on standard error.</summary>
    public void Note(string message) => Error.WriteLine(message);

    /// <summary>A result as one line of JSON.</summary>
    public void WriteJson<T>(T result) => Output.WriteLine(JsonSerializer.Serialize(result, ApiClient.Json));

    /// <summary>Asks for a secret without echo. Null when nobody can be asked.</summary>
    /// <param name="prompt">What is asked for.</param>
    /// <returns>The characters typed; the caller clears them.</returns>
    public char[]? AskSecret(string prompt)
    {
        if (!CanAsk)
        {
            return null;
        }

        Error.Write(prompt + ": ");
        StringBuilder typed = new(MaxSecretLength);
        ReadKeys(typed, echo: false);
        char[] secret = new char[typed.Length];
        typed.CopyTo(0, secret, secret.Length);
        typed.Clear();
        return secret;
    }

    /// <summary>Asks a yes/no question; false when nobody can be asked.</summary>
    public bool Confirm(string question)
    {
        if (!CanAsk)
        {
            return false;
        }

        Error.Write(question + " [y/N] ");
        StringBuilder typed = new();
        ReadKeys(typed, echo: true);
        return typed.ToString().Trim() is "y" or "Y" or "yes";
    }

    /// <summary>
    /// Says once what is being waited for, when it takes longer than a second and a person is watching.
    /// </summary>
    public async Task<T> WhileWaitingAsync<T>(string what, Task<T> work, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (!Console.IsErrorRedirected && await Task.WhenAny(work, Task.Delay(_patience, time)) != work)
        {
            Note(what + " …");
        }

        return await work;
    }

    // Ctrl-C is a key here: a person who is asked something must be able to leave at once.
    private void ReadKeys(StringBuilder typed, bool echo)
    {
        Console.TreatControlCAsInput = true;
        try
        {
            ConsoleKeyInfo key;
            while ((key = Console.ReadKey(intercept: true)).Key != ConsoleKey.Enter)
            {
                if (key is { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control })
                {
                    throw new CliException(ExitCode.Interrupted, "nothing was done");
                }

                int before = typed.Length;
                Take(typed, key);
                if (echo)
                {
                    Error.Write(typed.Length < before ? "\b \b" : typed.ToString(before, typed.Length - before));
                }
            }
        }
        finally
        {
            Console.TreatControlCAsInput = false;
            Error.WriteLine();
        }
    }

    private static void Take(StringBuilder typed, ConsoleKeyInfo key)
    {
        if (key.Key == ConsoleKey.Backspace)
        {
            typed.Length = Math.Max(0, typed.Length - 1);
        }
        else if (!char.IsControl(key.KeyChar) && typed.Length < MaxSecretLength)
        {
            typed.Append(key.KeyChar);
        }
    }
}
