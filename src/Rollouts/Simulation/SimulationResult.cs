using Garita.Rollouts.Planning;

namespace Garita.Rollouts.Simulation;

/// <summary>How a rollout went on a synthetic fleet.</summary>
/// <param name="State">How it stood when it was stopped, held or done.</param>
/// <param name="Exposed">Devices that were offered the release.</param>
/// <param name="Hit">Devices that failed, or would have.</param>
/// <param name="Duration">Virtual time.</param>
/// <param name="Story">What was decided, with the time since the start.</param>
public sealed record SimulationResult(
    RolloutState State, long Exposed, long Hit, TimeSpan Duration, IReadOnlyList<(TimeSpan At, string What)> Story)
{
    /// <summary>Whether the release was found bad.</summary>
    public bool Stopped => State.FoundBad;

    /// <summary>Whether it went to everybody.</summary>
    public bool Completed => State.Status == RolloutStatus.Completed;

    /// <summary>The largest amount by which offers ever went beyond what the open wave allowed; must be 0.</summary>
    public long OverExposure { get; init; }

    /// <summary>The most devices that were ever offered it and not judged.</summary>
    public long MostUnjudged { get; init; }
}
