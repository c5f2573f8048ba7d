using Garita.Rollouts.Definitions;

namespace Garita.Rollouts.Planning;

/// <summary>Whether a device that activated a release is well.</summary>
internal static class HealthCheck
{
    /// <summary>What is wrong; <see cref="AttemptOutcome.None"/> where nothing is.</summary>
    public static AttemptOutcome Judge(
        HealthRule rule, HealthSample sample, IReadOnlyDictionary<string, double> controls)
    {
        if (sample.Crashes > rule.Crashes)
        {
            return AttemptOutcome.Crashed;
        }

        return sample.Reconnects > rule.Reconnects ? AttemptOutcome.Unsteady
            : sample.Metrics.Any(metric => IsWorse(rule, metric, controls)) ? AttemptOutcome.Worse
            : AttemptOutcome.None;
    }

    /// <summary>Whether nothing was heard for too long; a device on a live connection is not silent.</summary>
    public static bool IsSilent(HealthRule rule, HealthSample? sample, DeviceTry record, DateTimeOffset now) =>
        rule.Silence is { } limit
        && sample is { Connected: false }
        && now - (sample.LastHeard ?? record.Activated ?? now) > limit;

    private static bool IsWorse(HealthRule rule, MetricSample sample, IReadOnlyDictionary<string, double> controls) =>
        rule.Metrics.FirstOrDefault(metric => metric.Name == sample.Name) is { } metric
        && metric.IsWorse(sample.Before, sample.After, controls.GetValueOrDefault(sample.Name));
}
