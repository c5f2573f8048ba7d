using System.CommandLine;
using System.Globalization;
using Garita.Cli.Api;
using Garita.Cli.Commands;
using Garita.Cli.Output;
using Garita.Contracts.Api.Rollouts;
using Spectre.Console;

namespace Garita.Cli.Rollouts;

/// <summary><c>garita rollout watch</c>: a screen with a bar for each wave, until it is over.</summary>
internal static class WatchCommand
{
    private const int WidestBar = 40;
    private const int NarrowestBar = 8;
    private const int CountsWidth = 24;
    private const int EventsShown = 8;
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        Argument<string> name = RolloutCommands.Name();
        return new Command("watch", "Watch it until it is over, or Ctrl-C").With(name).Does(async (session, stop) =>
        {
            using ApiClient api = session.OpenApi();
            string path = RolloutCommands.PathOf(session.Get(name));
            if (session.Terminal.Json || !Terminal.CanRedraw)
            {
                await PrintChangesAsync(session, api, path, stop);
                return;
            }

            using PeriodicTimer timer = new(_interval, session.Time);
            IAnsiConsole console = session.Terminal.Rich();
            await console.Live(new Text("…")).StartAsync(async screen =>
            {
                RolloutView view;
                do
                {
                    view = await api.GetAsync<RolloutView>(path, stop);
                    screen.UpdateTarget(Draw(view, console.Profile.Width));
                }
                while (!IsOver(view) && await timer.WaitForNextTickAsync(stop));
            });
        });
    }

    // For programs and pipes: one document, or line, for each change.
    private static async Task PrintChangesAsync(
        CliSession session, ApiClient api, string path, CancellationToken stop)
    {
        using PeriodicTimer timer = new(_interval, session.Time);
        string before = "";
        RolloutView view;
        do
        {
            view = await api.GetAsync<RolloutView>(path, stop);
            string now = string.Create(
                CultureInfo.InvariantCulture,
                $"{view.Status}: {view.Exposed} of {view.Members} offered, {view.Unjudged} not judged. {view.Why}");
            if (now != before && session.Terminal.Json)
            {
                session.Terminal.WriteJson(view);
            }
            else if (now != before)
            {
                session.Terminal.Output.WriteLine(Printable.Clean(now));
            }

            before = now;
        }
        while (!IsOver(view) && await timer.WaitForNextTickAsync(stop));
    }

    private static bool IsOver(RolloutView view) => view.Status is "completed" or "rolled-back" or "aborted";

    private static Rows Draw(RolloutView view, int columns)
    {
        int names = view.Waves.Max(wave => wave.Name.Length);
        int width = Math.Clamp(columns - names - CountsWidth, NarrowestBar, WidestBar);
        Table table = new Table().NoBorder().AddColumns("WAVE", "", "DEVICES");
        long before = 0;
        foreach (RolloutWaveView wave in view.Waves)
        {
            table.AddRow(
                Markup.Escape(Printable.Clean(wave.Name) ?? string.Empty), Bar(wave, wave.Allowed - before, width),
                Markup.Escape(RolloutPrinter.Stages(wave)));
            before = wave.Allowed;
        }

        List<Text> evidence = [new Text("stop  " + view.StopEvidence)];
        if (view.Wave < view.Waves.Count - 1)
        {
            evidence.Add(new Text("open  " + view.OpenEvidence));
        }

        if (view.NotLogged > 0)
        {
            evidence.Add(new Text("audit log  " + RolloutPrinter.Unlogged(view)));
        }

        return new Rows(
            new Text(Printable.Clean($"{view.Name}  {view.Version}  {view.Status}  {view.Why}") ?? string.Empty),
            new Text(string.Empty),
            table,
            new Text(string.Empty),
            new Rows(evidence),
            new Text(string.Empty),
            new Text(string.Join('\n', view.Events.TakeLast(EventsShown).Select(happened => Printable.Clean(
                string.Create(CultureInfo.InvariantCulture, $"{happened.At:HH:mm:ss}  {happened.Text}"))))));
    }

    // What failed is told apart without colours, too.
    private static string Bar(RolloutWaveView wave, long room, int width)
    {
        long good = wave.Stages.GetValueOrDefault("done") + wave.Stages.GetValueOrDefault("returned");
        long bad = wave.Stages.GetValueOrDefault("failed") + wave.Stages.GetValueOrDefault("not-returned");
        long all = wave.Stages.Values.Sum();
        double scale = width / (double)Math.Max(1, Math.Max(room, all));
        int goodCells = (int)(good * scale);
        int badCells = (int)Math.Ceiling(bad * scale);
        int openCells = Math.Max(0, (int)(all * scale) - goodCells - badCells);
        int rest = Math.Max(0, width - goodCells - badCells - openCells);
        return $"[green]{new string('█', goodCells)}[/][red]{new string('x', badCells)}[/]"
            + $"[yellow]{new string('▒', openCells)}[/]{new string('·', rest)}";
    }
}
