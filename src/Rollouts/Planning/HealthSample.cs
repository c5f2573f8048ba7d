namespace Garita.Rollouts.Planning;

/// <summary>How a device has been since it activated a release, by what the server itself saw.</summary>
public sealed record HealthSample
{
    /// <summary>Crashes that it reported.</summary>
    public int Crashes { get; init; }

    /// <summary>Connections that it made.</summary>
    public int Reconnects { get; init; }

    /// <summary>When it was last heard; null if not since.</summary>
    public DateTimeOffset? LastHeard { get; init; }

    /// <summary>Whether it is connected.</summary>
    public bool Connected { get; init; }

    /// <summary>Its measurements, as far as there are some on both sides.</summary>
    public IReadOnlyList<MetricSample> Metrics { get; init; } = [];
}
