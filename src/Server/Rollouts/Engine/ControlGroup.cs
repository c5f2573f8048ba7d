using Garita.Rollouts.Definitions;
using Garita.Rollouts.Planning;
using Garita.Server.Rollouts.Storage;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Rollouts.Engine;

/// <summary>
/// What devices of the target that wait for their turn went through while others ran the release: a metric that gets
/// worse everywhere is not the release's fault.
/// </summary>
internal static class ControlGroup
{
    /// <summary>Devices that are looked at: the next in turn, which chance has chosen.</summary>
    public const int Size = 20;

    // With fewer, one device would decide.
    private const int Fewest = 5;

    /// <summary>
    /// By name of the metric, the median of the relative changes since the mean time at which those that soak now
    /// activated the release. A metric that too few devices measured on both sides is not there.
    /// </summary>
    /// <param name="db">Where measurements are.</param>
    /// <param name="rollout">The rollout.</param>
    /// <param name="rule">What is looked at.</param>
    /// <param name="waiting">Devices that wait for their turn.</param>
    public static Dictionary<string, double> Read(
        SqliteConnection db, string rollout, HealthRule rule, IReadOnlyList<string> waiting)
    {
        Dictionary<string, double> controls = new(StringComparer.Ordinal);
        if (rule.Metrics.Count == 0 || DeviceTryTable.MeanActivation(db, rollout) is not { } since)
        {
            return controls;
        }

        // What another rollout is at work on is no comparison.
        string[] others = [.. waiting.Where(device => DeviceTryTable.Open(db, device).Count == 0)];
        foreach (MetricRule metric in rule.Metrics)
        {
            double[] changes =
            [
                .. others.Select(device => HealthView.Measure(db, device, metric.Name, Moment.ToMs(since)))
                    .OfType<MetricSample>().Where(sample => sample.Before != 0)
                    .Select(sample => (sample.After - sample.Before) / Math.Abs(sample.Before))
                    .Where(double.IsFinite).Order(),
            ];
            if (changes.Length >= Fewest)
            {
                controls[metric.Name] = (changes[(changes.Length - 1) / 2] + changes[changes.Length / 2]) / 2;
            }
        }

        return controls;
    }
}
