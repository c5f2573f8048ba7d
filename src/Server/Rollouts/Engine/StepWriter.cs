using Garita.Rollouts.Planning;
using Garita.Server.Rollouts.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Rollouts.Engine;

/// <summary>Stores what was decided, all of it or nothing, and tells people.</summary>
internal static class StepWriter
{
    /// <summary>Completes when it is durable.</summary>
    /// <exception cref="Garita.Server.Storage.StorageException">Nothing of it is stored, or all is and was not
    /// confirmed.</exception>
    public static Task StoreAsync(RolloutSurroundings around, string name, RolloutPlan plan)
    {
        DateTimeOffset now = around.Time.GetUtcNow();
        return around.Writer.WriteAsync(db => Store(db, name, plan, now), CancellationToken.None);
    }

    /// <summary>
    /// Stores what a person said; false where the definition is another one by now, as a draft may be.
    /// </summary>
    /// <exception cref="Garita.Server.Storage.StorageException">Nothing changed, or all did.</exception>
    public static Task<bool> StoreCommandAsync(RolloutSurroundings around, RolloutRecord changed)
    {
        RolloutEvent told = new(around.Time.GetUtcNow(), "command", changed.State.Why);
        return around.Writer.WriteAsync(
            db =>
            {
                bool isSame = RolloutTable.DigestOf(db, changed.Name) == changed.Definition.Digest.Hex;
                if (isSame)
                {
                    RolloutTable.SetState(db, changed.Name, changed.State);
                    RolloutTable.AddEvent(db, changed.Name, told);
                }

                return isSame;
            },
            CancellationToken.None);
    }

    public static void Tell(ILogger logger, string name, RolloutPlan plan)
    {
        foreach (PlannedAction action in plan.Actions)
        {
            if (action is PlannedAction.Note note)
            {
                RolloutLog.Decided(logger, name, note.Message);
            }
            else if (action is PlannedAction.Alert alert)
            {
                RolloutLog.Alert(logger, name, alert.Message);
            }
        }
    }

    private static bool Store(SqliteConnection db, string name, RolloutPlan plan, DateTimeOffset now)
    {
        RolloutTable.SetState(db, name, plan.State);
        foreach (DeviceTry record in plan.Records)
        {
            DeviceTryTable.Put(db, name, record);
        }

        foreach (PlannedAction action in plan.Actions)
        {
            RolloutTable.AddAction(db, name, action);
            if (action is PlannedAction.Note note)
            {
                RolloutTable.AddEvent(db, name, new RolloutEvent(now, "note", note.Message));
            }
            else if (action is PlannedAction.Alert alert)
            {
                RolloutTable.AddEvent(db, name, new RolloutEvent(now, "alert", alert.Message));
            }
        }

        return true;
    }
}
