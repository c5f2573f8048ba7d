using Garita.Rollouts.Definitions;
using Garita.Rollouts.Planning;

namespace Garita.Server.Rollouts.Storage;

/// <summary>A rollout as the database has it.</summary>
internal sealed record RolloutRecord
{
    public required RolloutDefinition Definition { get; init; }

    public required RolloutState State { get; init; }

    /// <summary>Whether its release has a way back that devices take.</summary>
    public required bool CanReturn { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset Created { get; init; }

    public string Name => Definition.Name;

    /// <summary>Whether the engine has anything to do for it.</summary>
    public bool IsLive => State.Recalling || State.Status switch
    {
        RolloutStatus.Running or RolloutStatus.Held or RolloutStatus.Paused or RolloutStatus.RollingBack => true,
        RolloutStatus.Draft or RolloutStatus.RolledBack or RolloutStatus.Completed or RolloutStatus.Aborted => false,
    };
}
