using System.CommandLine;
using System.Globalization;
using Garita.Cli.Commands;
using Garita.Cli.Output;
using Garita.Cli.Simulation;
using Garita.Rollouts.Definitions;
using Garita.Rollouts.Gates;
using Garita.Rollouts.Planning;
using Garita.Rollouts.Simulation;

namespace Garita.Cli.Rollouts;

/// <summary><c>garita simulate rollout</c>: what a definition would do with good and bad releases.</summary>
public static class SimulateCommand
{
    private static readonly double[] _qualities = [0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.35, 0.5, 1];

    /// <summary>Builds the command.</summary>
    public static Command Create() =>
        new Command("simulate", "Try something out without real devices").With(
            CreateRollout(), SimulateDeviceCommand.Create(), SimulateFleetCommand.Create());

    private static Command CreateRollout()
    {
        Argument<string> file = new("FILE") { Description = "The rollout's definition" };
        Option<int> devices = new Option<int>("--devices") { DefaultValueFactory = _ => 2000 }
            .Within(1, 1_000_000, "goes from 1 to 1000000");
        devices.Description = "Devices of the synthetic fleet";
        Option<double> noise = new Option<double>("--noise") { DefaultValueFactory = _ => 5 }
            .Within(0, 100, "is a share in percent");
        noise.Description = "Percent of devices that fail whatever the release";
        Option<double?> failing = new("--failing")
        {
            Description = "Percent of devices that fail because of the release; without it, the whole curve",
        };
        failing.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<double?>() is < 0 or > 100)
            {
                given.AddError("--failing: is a share in percent");
            }
        });
        Option<int> runs = new Option<int>("--runs") { DefaultValueFactory = _ => 100 }
            .Within(1, 100_000, "goes from 1 to 100000");
        runs.Description = "Plays of each quality";
        Option<int> seed = new("--seed") { Description = "Another one plays other chances", DefaultValueFactory = _ =>
            1 };
        Option<bool> story = new("--story") { Description = "Play once and tell what was decided" };
        return new Command("rollout", "Play a rollout against a synthetic fleet, in virtual time")
            .With(file, devices, noise, failing, runs, seed, story)
            .Does(async (session, stop) =>
            {
                RolloutDefinition definition = await DefinitionFile.ReadAsync(session.Get(file), stop);
                FleetModel model = new()
                {
                    Devices = session.Get(devices),
                    Background = session.Get(noise) / 100,
                    Failing = (session.Get(failing) ?? 0) / 100,
                };
                if (session.Get(story))
                {
                    Tell(session, RolloutSimulation.Run(definition, model, session.Get(seed), stop));
                    return;
                }

                double[] qualities = session.Get(failing) is { } one ? [one / 100] : _qualities;
                Play play = new(definition, model, session.Get(runs), session.Get(seed));
                Measure(session, play, qualities, stop);
            });
    }

    private static void Measure(CliSession session, Play play, double[] qualities, CancellationToken stop)
    {
        List<OperatingPoint> points = [];
        foreach (double quality in qualities)
        {
            points.Add(OperatingPoint.Measure(
                play.Definition, play.Model with { Failing = quality }, play.Runs, play.Seed, stop));
        }

        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(points);
            return;
        }

        TableView table = new(
            "fail of it", "stopped", "held", "to everybody", "offered, mean", "offered, most", "mean time");
        foreach (OperatingPoint point in points)
        {
            table.Add(
                Percent(point.Failing), Percent((double)point.Stopped / point.Runs),
                Percent((double)point.Held / point.Runs), Percent((double)point.Completed / point.Runs),
                Format($"{point.MeanExposed:0}"), Format($"{point.MostExposed}"), Time(point.MeanDuration));
        }

        table.WriteTo(session.Terminal);
        long worst = Gate.WorstExposure(play.Definition.Gate, play.Definition.Pace.Unjudged);
        session.Terminal.Note(Format(
            $"{play.Runs} plays each. If every device fails, at most {worst} get it, and no more than a wave allows."));
    }

    private static void Tell(CliSession session, SimulationResult result)
    {
        foreach ((TimeSpan at, string what) in result.Story)
        {
            session.Terminal.Output.WriteLine(Printable.Clean($"{Time(at),8}  {what}"));
        }

        session.Terminal.Output.WriteLine(Format(
            $"{Time(result.Duration),8}  {RolloutWords.Of(result.State.Status)}: {result.Exposed} had it, ")
            + Format($"{result.Hit} failed"));
    }

    private static string Percent(double share) => Format($"{share * 100:0.#} %");

    private static string Time(TimeSpan span) =>
        span.TotalHours < 48 ? Format($"{span.TotalHours:0.0} h") : Format($"{span.TotalDays:0.0} d");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Play(RolloutDefinition Definition, FleetModel Model, int Runs, int Seed);
}
