using Garita.Rollouts.Planning;
using Garita.Server.Audit;
using Garita.Server.Rollouts.Auditing;
using Garita.Server.Rollouts.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Rollouts.Engine;

/// <summary>Stores what was decided, all of it or nothing, and tells people.</summary>
internal static class StepWriter
{
    /// <summary>Completes when it is durable. The audit log has every decision before.</summary>
    /// <exception cref="Garita.Server.Storage.StorageException">Nothing of it is stored, or all is and was not
    /// confirmed.</exception>
    public static async Task StoreAsync(RolloutSurroundings around, RolloutRecord record, RolloutPlan plan)
    {
        List<(AuditOperation Operation, string Message)> announced = [];
        foreach (string message in Messages(plan))
        {
            AuditOperation operation = await around.Audit.AnnounceAsync(
                RolloutAudit.Engine, AuditActions.DecideRollout, $"{record.Name}: {message}",
                record.Definition.Digest).ConfigureAwait(false);
            announced.Add((operation, message));
        }

        DateTimeOffset now = around.Time.GetUtcNow();
        await around.Writer.WriteAsync(
            db =>
            {
                announced.ForEach(decision => RolloutAuditTable.Add(
                    db, decision.Operation, $"{record.Name}: {RolloutWords.Of(plan.State.Status)}"));
                return Store(db, record.Name, plan, now);
            },
            CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>
    /// Stores what a person said; false where the definition is another one by now, as a draft may be.
    /// </summary>
    /// <exception cref="Garita.Server.Storage.StorageException">Nothing changed, or all did.</exception>
    public static async Task<bool> StoreCommandAsync(
        RolloutSurroundings around, RolloutRecord changed, RolloutCommand command, string actor)
    {
        AuditOperation operation = await around.Audit.AnnounceAsync(
            actor, RolloutAudit.ActionOf(command), changed.Name, changed.Definition.Digest).ConfigureAwait(false);
        RolloutEvent told = new(around.Time.GetUtcNow(), "command", changed.State.Why);
        bool stored = await around.Writer.WriteAsync(
            db =>
            {
                bool isSame = RolloutTable.DigestOf(db, changed.Name) == changed.Definition.Digest.Hex;
                if (isSame)
                {
                    RolloutTable.SetState(db, changed.Name, changed.State);
                    RolloutTable.AddEvent(db, changed.Name, told);
                    RolloutAuditTable.Add(db, operation, $"{changed.Name}: {RolloutWords.Of(changed.State.Status)}");
                }

                return isSame;
            },
            CancellationToken.None).ConfigureAwait(false);
        if (!stored)
        {
            await around.Audit.RefuseAsync(operation, $"{changed.Name}: another definition").ConfigureAwait(false);
        }

        return stored;
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

    private static IEnumerable<string> Messages(RolloutPlan plan) => plan.Actions.Select(action => action switch
    {
        PlannedAction.Note note => note.Message,
        PlannedAction.Alert alert => alert.Message,
        _ => null,
    }).OfType<string>();

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
