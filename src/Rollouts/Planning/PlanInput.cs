namespace Garita.Rollouts.Planning;

/// <summary>What changed since the planner was last asked.</summary>
/// <param name="Now">The server's time.</param>
public sealed record PlanInput(DateTimeOffset Now)
{
    /// <summary>Devices to which something happened, each once.</summary>
    public IReadOnlyList<DeviceChange> Changes { get; init; } = [];

    /// <summary>The next devices in order of their turn; see <see cref="RolloutPlanner.Room"/>.</summary>
    public IReadOnlyList<Candidate> Candidates { get; init; } = [];

    /// <summary>Devices of the target that do not run the release and were never offered it.</summary>
    public long Unoffered { get; init; }

    /// <summary>Bytes that one device downloads.</summary>
    public long PayloadBytes { get; init; }

    /// <summary>Whether the release has a way back that devices will take: one that raises the epoch or mends a
    /// weakness has none.</summary>
    public bool CanReturn { get; init; }

    /// <summary>How measurements changed on devices without the release, relative to before; by name.</summary>
    public IReadOnlyDictionary<string, double> Controls { get; init; } = new Dictionary<string, double>();

    /// <summary>Whether no wave may open and nobody be offered the release: it could not be told of.</summary>
    public bool NothingNew { get; init; }

    /// <summary>Whether all records have been recalled.</summary>
    public bool RecallDone { get; init; }
}
