namespace Garita.Rollouts.Definitions;

/// <summary>What else makes a device bad while it soaks.</summary>
public sealed record HealthRule
{
    /// <summary>More crashes than this since it activated; null where they are not looked at.</summary>
    public int? Crashes { get; init; }

    /// <summary>More reconnects than this since it activated; null where they are not looked at.</summary>
    public int? Reconnects { get; init; }

    /// <summary>Not a word for longer than this; null where it is not looked at.</summary>
    public TimeSpan? Silence { get; init; }

    /// <summary>Measurements that must not get worse.</summary>
    public IReadOnlyList<MetricRule> Metrics { get; init; } = [];

    /// <summary>Whether anything is looked at.</summary>
    public bool IsEmpty => Crashes is null && Reconnects is null && Silence is null && Metrics.Count == 0;
}
