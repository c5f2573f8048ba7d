using static Garita.Device.Update.Machine.UpdateEvent;
using static Garita.Device.Update.Machine.UpdateStage;

namespace Garita.Device.Update.Machine;

/// <summary>
/// Every change of stage. What is not here does not happen: the event is refused and the stage stays. Between
/// <see cref="Restarting"/> and <see cref="Idle"/> nothing but a start or a verdict on health changes the stage, so
/// that after activation an update only goes forward or back.
/// </summary>
public static class UpdateTable
{
    private static readonly Dictionary<(UpdateStage, UpdateEvent), UpdateStage> Rows = new()
    {
        [(Idle, Offered)] = Downloading,
        [(Idle, StartedOld)] = Idle,
        [(Idle, StartedNew)] = Idle,

        [(Downloading, Offered)] = Downloading,
        [(Downloading, AllWritten)] = Checking,
        [(Downloading, Withdrawn)] = Idle,
        [(Downloading, BudgetSpent)] = Idle,
        [(Downloading, StorageFailed)] = Idle,
        [(Downloading, StartedOld)] = Downloading,

        [(Checking, Offered)] = Downloading,
        [(Checking, ReadBackGood)] = Staged,
        [(Checking, ReadBackBad)] = Idle,
        [(Checking, Withdrawn)] = Idle,
        [(Checking, BudgetSpent)] = Idle,
        [(Checking, StorageFailed)] = Idle,
        [(Checking, StartedOld)] = Checking,

        [(Staged, Offered)] = Downloading,
        [(Staged, Wanted)] = Restarting,
        [(Staged, Withdrawn)] = Idle,
        [(Staged, BudgetSpent)] = Idle,
        [(Staged, StorageFailed)] = Idle,
        [(Staged, StartedOld)] = Staged,
        [(Staged, StartedNew)] = Trial,
        [(Staged, ReadBackBad)] = Idle,

        [(Restarting, StartedNew)] = Trial,
        [(Restarting, StartedOld)] = Idle,
        [(Restarting, NotTried)] = Staged,

        [(Trial, StartedNew)] = Trial,
        [(Trial, StartedOld)] = Idle,
        [(Trial, Healthy)] = Idle,
        [(Trial, Unhealthy)] = Reverting,

        [(Reverting, StartedNew)] = Reverting,
        [(Reverting, StartedOld)] = Idle,
    };

    /// <summary>The stage that follows; null where the event has no place in this stage.</summary>
    public static UpdateStage? Next(UpdateStage stage, UpdateEvent happened) =>
        Rows.TryGetValue((stage, happened), out UpdateStage next) ? next : null;
}
