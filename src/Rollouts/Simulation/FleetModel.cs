using System.Collections.Immutable;

namespace Garita.Rollouts.Simulation;

/// <summary>A fleet that a rollout is tried on before it is trusted: how many, and how they fare.</summary>
public sealed record FleetModel
{
    /// <summary>Devices.</summary>
    public int Devices { get; init; } = 2000;

    /// <summary>The share of devices that fail whatever the release.</summary>
    public double Background { get; init; } = 0.05;

    /// <summary>The share that fails because of the release.</summary>
    public double Failing { get; init; }

    /// <summary>Product types: name, share of the fleet, and what part of it fails because of the release in place of
    /// <see cref="Failing"/>.</summary>
    public ImmutableArray<FleetType> Types { get; init; } = [];

    /// <summary>Of the failures, the share that never says anything again.</summary>
    public double SilentFailures { get; init; } = 0.2;

    /// <summary>Of the failures, the share that installs well and crashes while it soaks.</summary>
    public double LateFailures { get; init; } = 0.2;

    /// <summary>The share of offers that a device puts off.</summary>
    public double Deferring { get; init; } = 0.05;

    /// <summary>The share of devices that never answer, though they are connected.</summary>
    public double Mute { get; init; }

    /// <summary>Mean time from offer to confirmation; exponential.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Mean time from offer to a failure that is reported; exponential.</summary>
    public TimeSpan FailureLatency { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often the planner is asked where nothing else happens.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>When to give up.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromDays(60);
}
