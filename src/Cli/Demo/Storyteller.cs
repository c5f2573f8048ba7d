using System.Globalization;
using Garita.Cli.Output;

namespace Garita.Cli.Demo;

/// <summary>Runs the steps of a story, a line each, and remembers whether every one went as it should.</summary>
public sealed class Storyteller(Terminal terminal, TimeProvider time)
{
    private const string Indent = "              ";

    private readonly long _begun = time.GetTimestamp();

    /// <summary>How many steps were told.</summary>
    public int Steps { get; private set; }

    /// <summary>How many went wrong.</summary>
    public int Failures { get; private set; }

    /// <summary>
    /// Runs a step; it returns what happened, or throws <see cref="CliException"/> with what went wrong. Lines after
    /// the first are evidence, told below it.
    /// </summary>
    public async Task<bool> TellAsync(string what, Func<Task<string>> step)
    {
        ArgumentNullException.ThrowIfNull(step);
        long begun = time.GetTimestamp();
        Steps++;
        bool good = true;
        string outcome;
        try
        {
            outcome = await step();
        }
        catch (CliException fault)
        {
            good = false;
            Failures++;
            outcome = fault.Message;
        }

        TimeSpan took = time.GetElapsedTime(begun);
        if (terminal.Json)
        {
            terminal.WriteJson(new StepRow(what, good, outcome, (long)took.TotalMilliseconds));
        }
        else
        {
            string[] lines = outcome.Split('\n');
            terminal.Output.WriteLine(
                $"{(good ? "ok  " : "FAIL")}  {Seconds(took)}  {what}: {Printable.Clean(lines[0])}");
            foreach (string evidence in lines[1..])
            {
                terminal.Output.WriteLine(Indent + Printable.Clean(evidence));
            }
        }

        return good;
    }

    /// <summary>The last line.</summary>
    public void Conclude()
    {
        string verdict = Failures == 0 ? "all as they should be" : $"{Failures} went wrong";
        if (!terminal.Json)
        {
            terminal.Output.WriteLine($"{Steps} steps in {Seconds(time.GetElapsedTime(_begun)).Trim()}, {verdict}");
        }
    }

    private static string Seconds(TimeSpan took) =>
        took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture).PadLeft(4) + " s";

    private sealed record StepRow(string Step, bool Ok, string Outcome, long ElapsedMs);
}
