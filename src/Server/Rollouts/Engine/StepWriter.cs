using Garita.Firmware;
using Garita.Rollouts.Planning;
using Garita.Server.Audit;
using Garita.Server.Rollouts.Auditing;
using Garita.Server.Rollouts.Storage;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Rollouts.Engine;

/// <summary>Stores what was decided, all of it or nothing, and tells people.</summary>
internal static class StepWriter
{
    /// <summary>
    /// Asks the planner, and completes when what it decided is durable. The audit log has every decision before; where
    /// it cannot be written no wave opens, and what stops the rollout is entered later.
    /// </summary>
    /// <exception cref="StorageException">Nothing of it is stored, or all is and was not confirmed.</exception>
    public static async Task<RolloutPlan> DecideAsync(
        RolloutSurroundings around, RolloutRecord record, PlanInput input)
    {
        RolloutPlan plan = RolloutPlanner.Plan(record.Definition, record.State, input);
        List<Announcement>? announced = await TryAnnounceAsync(around, record, plan).ConfigureAwait(false);
        if (announced is null)
        {
            plan = RolloutPlanner.Plan(record.Definition, record.State, input with { NothingNew = true });
            announced = (await TryAnnounceAsync(around, record, plan).ConfigureAwait(false))!;
        }

        bool isStill = plan.Records.Count == 0 && plan.Actions.Count == 0
            && plan.State.Status == record.State.Status && plan.State.Recalling == record.State.Recalling;
        if (!isStill)
        {
            await StoreAsync(around, record, plan, announced).ConfigureAwait(false);
        }

        return plan;
    }

    /// <summary>
    /// Stores what a person said; false where the definition is another one by now, as a draft may be.
    /// </summary>
    /// <exception cref="StorageException">Nothing changed, or all did.</exception>
    public static async Task<bool> StoreCommandAsync(
        RolloutSurroundings around, RolloutRecord changed, RolloutCommand command, string actor)
    {
        Announcement announced = await AnnounceAsync(
            around, command is RolloutCommand.Pause or RolloutCommand.Abort,
            new Saying(actor, RolloutAudit.ActionOf(command), changed.Name), changed.Definition.Digest)
                .ConfigureAwait(false);
        RolloutEvent told = new(around.Time.GetUtcNow(), "command", changed.State.Why);
        bool stored = await around.Writer.WriteAsync(
            db =>
            {
                bool isSame = RolloutTable.DigestOf(db, changed.Name) == changed.Definition.Digest.Hex;
                if (isSame)
                {
                    RolloutTable.SetState(db, changed.Name, changed.State);
                    RolloutTable.AddEvent(db, changed.Name, told);
                    RolloutAudit.Note(
                        db, announced, changed.Name, $"{changed.Name}: {RolloutWords.Of(changed.State.Status)}");
                }

                return isSame;
            },
            CancellationToken.None).ConfigureAwait(false);
        if (!stored && announced.IsEntered)
        {
            await around.Audit.RefuseAsync(announced.Operation, $"{changed.Name}: another definition")
                .ConfigureAwait(false);
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

    // Null where the log must have it and does not take it.
    private static async Task<List<Announcement>?> TryAnnounceAsync(
        RolloutSurroundings around, RolloutRecord record, RolloutPlan plan)
    {
        bool opens = plan.State.Wave > record.State.Wave;
        List<Announcement> announced = [];
        try
        {
            foreach (string message in Messages(plan))
            {
                announced.Add(await AnnounceAsync(
                    around, !opens,
                    new Saying(RolloutAudit.Engine, AuditActions.DecideRollout, $"{record.Name}: {message}"),
                    record.Definition.Digest).ConfigureAwait(false));
            }
        }
        catch (StorageException fault)
        {
            RolloutLog.Stuck(around.Logger, record.Name, fault.Message);
            return null;
        }

        return announced;
    }

    // What stops or takes back needs no entry before it; whatever gives the release to somebody does.
    private static async Task<Announcement> AnnounceAsync(
        RolloutSurroundings around, bool isOff, Saying saying, Sha256Digest content) => isOff
        ? await around.Audit.AnnounceOffAsync(saying.Actor, saying.Action, saying.Subject, content)
            .ConfigureAwait(false)
        : new Announcement(
            await around.Audit.AnnounceAsync(saying.Actor, saying.Action, saying.Subject, content)
                .ConfigureAwait(false),
            null);

    private static async Task StoreAsync(
        RolloutSurroundings around, RolloutRecord record, RolloutPlan plan, List<Announcement> announced)
    {
        DateTimeOffset now = around.Time.GetUtcNow();
        await around.Writer.WriteAsync(
            db =>
            {
                announced.ForEach(decision => RolloutAudit.Note(
                    db, decision, record.Name, $"{record.Name}: {RolloutWords.Of(plan.State.Status)}"));
                return Store(db, record.Name, plan, now);
            },
            CancellationToken.None).ConfigureAwait(false);
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

    private sealed record Saying(string Actor, string Action, string Subject);
}
