namespace Garita.Rollouts.Simulation;

/// <summary>What a definition does with releases of one quality, over many plays.</summary>
/// <param name="Failing">The share of devices that fail because of the release.</param>
/// <param name="Runs">Plays.</param>
/// <param name="Stopped">Those that were stopped as bad.</param>
/// <param name="Held">Those that were held undecided.</param>
/// <param name="Completed">Those that went to everybody.</param>
/// <param name="MeanExposed">Devices offered it, on average.</param>
/// <param name="MostExposed">Devices offered it, at most.</param>
/// <param name="MeanDuration">Virtual time, on average.</param>
public sealed record OperatingPoint(
    double Failing, int Runs, int Stopped, int Held, int Completed, double MeanExposed, long MostExposed,
    TimeSpan MeanDuration)
{
    /// <summary>Plays one quality often enough to see how it goes.</summary>
    public static OperatingPoint Measure(
        Definitions.RolloutDefinition definition, FleetModel model, int runs, int seed,
        CancellationToken cancellationToken)
    {
        List<SimulationResult> results = [];
        for (int run = 0; run < runs; run++)
        {
            results.Add(RolloutSimulation.Run(definition, model, seed + run, cancellationToken));
        }

        return new OperatingPoint(
            model.Failing,
            runs,
            results.Count(result => result.Stopped),
            results.Count(result => !result.Stopped && !result.Completed),
            results.Count(result => result.Completed),
            results.Average(result => result.Exposed),
            results.Max(result => result.Exposed),
            TimeSpan.FromHours(results.Average(result => result.Duration.TotalHours)));
    }
}
