using Garita.Rollouts.Gates;

namespace Garita.Rollouts.Planning;

/// <summary>Which command leads where; what is not in the table is refused.</summary>
public static class RolloutCommands
{
    private static readonly Dictionary<(RolloutStatus, RolloutCommand), RolloutStatus> Table = new()
    {
        [(RolloutStatus.Draft, RolloutCommand.Start)] = RolloutStatus.Running,
        [(RolloutStatus.Draft, RolloutCommand.Abort)] = RolloutStatus.Aborted,
        [(RolloutStatus.Running, RolloutCommand.Pause)] = RolloutStatus.Paused,
        [(RolloutStatus.Running, RolloutCommand.Rollback)] = RolloutStatus.RollingBack,
        [(RolloutStatus.Running, RolloutCommand.Abort)] = RolloutStatus.Aborted,
        [(RolloutStatus.Held, RolloutCommand.Pause)] = RolloutStatus.Paused,
        [(RolloutStatus.Held, RolloutCommand.Resume)] = RolloutStatus.Running,
        [(RolloutStatus.Held, RolloutCommand.Rollback)] = RolloutStatus.RollingBack,
        [(RolloutStatus.Held, RolloutCommand.Abort)] = RolloutStatus.Aborted,
        [(RolloutStatus.Paused, RolloutCommand.Resume)] = RolloutStatus.Running,
        [(RolloutStatus.Paused, RolloutCommand.Rollback)] = RolloutStatus.RollingBack,
        [(RolloutStatus.Paused, RolloutCommand.Abort)] = RolloutStatus.Aborted,
        [(RolloutStatus.RollingBack, RolloutCommand.Abort)] = RolloutStatus.Aborted,
        [(RolloutStatus.Completed, RolloutCommand.Rollback)] = RolloutStatus.RollingBack,
        [(RolloutStatus.Aborted, RolloutCommand.Rollback)] = RolloutStatus.RollingBack,
    };

    /// <summary>The rollout after a command; null where it cannot be given now.</summary>
    /// <param name="state">Where it stands.</param>
    /// <param name="command">What it is told.</param>
    /// <param name="waves">How many waves it has.</param>
    /// <param name="why">Who said so, for people.</param>
    public static RolloutState? Apply(RolloutState state, RolloutCommand command, int waves, string why)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!Table.TryGetValue((state.Status, command), out RolloutStatus next))
        {
            return null;
        }

        RolloutState changed = state with
        {
            Status = next,
            Why = why,
            TokensAt = null,
            Recalling = state.Status != RolloutStatus.Draft
                && next is (RolloutStatus.Paused or RolloutStatus.RollingBack or RolloutStatus.Aborted),
        };
        if (command != RolloutCommand.Resume)
        {
            return changed;
        }

        return state.FoundBad ? changed with
        {
            FoundBad = false,
            Evidence = Evidence.None,
            EvidenceRound = state.EvidenceRound + 1,
        }
        : state.Status == RolloutStatus.Held ? changed with { Wave = Math.Min(state.Wave + 1, waves - 1) }
        : changed;
    }
}
