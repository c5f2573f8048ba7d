using System.Globalization;
using Spectre.Console;

namespace Garita.Cli.Output;

/// <summary>
/// How far a long read is: a bar where a person is watching, a line for each quarter where a log is, nothing where it
/// is done in a moment.
/// </summary>
public sealed class ByteProgress
{
    // Shorter waits need no explanation.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private readonly Action<long> _show;

    private ByteProgress(Action<long> show) => _show = show;

    /// <summary>Says that so many bytes, of all, are done.</summary>
    public void Report(long done) => _show(done);

    /// <summary>Runs work that reports how many bytes it has done.</summary>
    /// <param name="terminal">Where to show it: on standard error.</param>
    /// <param name="time">The clock that decides what is long.</param>
    /// <param name="what">What is being done: <c>reading app.bin</c>.</param>
    /// <param name="total">Bytes in all.</param>
    /// <param name="work">The work.</param>
    public static Task RunAsync(
        Terminal terminal, TimeProvider time, string what, long total, Func<ByteProgress, Task> work)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(work);
        return Terminal.CanRedrawError
            ? RunWithBarAsync(terminal, what, total, work)
            : work(new ByteProgress(Lines(terminal, time, what, total)));
    }

    private static Task RunWithBarAsync(Terminal terminal, string what, long total, Func<ByteProgress, Task> work)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(terminal.Error),
            Interactive = InteractionSupport.Yes,
        });
        return console.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(),
                new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                ProgressTask bar = context.AddTask(Markup.Escape(what), maxValue: total);
                return work(new ByteProgress(done => bar.Value = done));
            });
    }

    private static Action<long> Lines(Terminal terminal, TimeProvider time, string what, long total)
    {
        long begun = time.GetTimestamp();
        long next = 1;
        return done =>
        {
            long quarter = total == 0 ? 4 : done * 4 / total;
            if (quarter < next || quarter == 4)
            {
                return;
            }

            next = quarter + 1;
            if (time.GetElapsedTime(begun) >= _patience)
            {
                terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{what}: {quarter * 25} %"));
            }
        };
    }
}
