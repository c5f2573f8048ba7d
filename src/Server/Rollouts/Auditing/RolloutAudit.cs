using Garita.AuditLog.Entries;
using Garita.Firmware;
using Garita.Merkle;
using Garita.Rollouts.Planning;
using Garita.Server.Api.Access;
using Garita.Server.Audit;
using Garita.Server.Rollouts.Engine;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Rollouts.Auditing;

/// <summary>
/// Who decided what about rollouts, in the audit log. 1. The log has what is about to be done. 2. The database has it,
/// and in the same transaction that the log is to tell so. 3. The log tells so.
/// </summary>
/// <remarks>
/// An announcement of which no outcome follows was not done: the server could not store it, or died in between. One
/// that died between 2 and 3 does 3 at its next start; one that died while it did, twice. What stops a rollout goes on
/// with 2 where 1 cannot be done, and the log has both when it can be written again.
/// </remarks>
internal sealed class RolloutAudit(LateEntries late, AuditBook book, Database database, IDatabaseWriter writer)
{
    /// <summary>Who decides where no person does.</summary>
    public const string Engine = "service:rollouts";

    private const int AtOnce = 100;

    /// <summary>Adds what may only be done when the log has it.</summary>
    /// <param name="actor">Who does it.</param>
    /// <param name="action">One of <see cref="AuditActions"/>.</param>
    /// <param name="subject">With what, and why; cut where it is longer than an entry takes.</param>
    /// <param name="content">The digest of the definition or of the rules that it is about.</param>
    /// <exception cref="StorageException">It must be taken as not there; nothing may be done.</exception>
    public Task<AuditOperation> AnnounceAsync(string actor, string action, string subject, Sha256Digest content) =>
        late.BeginAsync(actor, action, subject, new MerkleHash(content.ToArray()));

    /// <summary>Adds what stops a rollout or takes something back, which is done whether or not the log has it.
    /// </summary>
    /// <inheritdoc cref="AnnounceAsync" path="/param"/>
    public Task<Announcement> AnnounceOffAsync(string actor, string action, string subject, Sha256Digest content) =>
        late.BeginOrOweAsync(actor, action, subject, new MerkleHash(content.ToArray()));

    /// <summary>Notes that it is done, in the same transaction.</summary>
    public static void Note(SqliteConnection db, Announcement announced, string rollout, string detail)
    {
        if (announced.IsEntered)
        {
            RolloutAuditTable.Add(db, announced.Operation, detail);
        }

        announced.Owe(db, detail, LateEntries.OfRollout + rollout);
    }

    /// <summary>Adds that it was not done after all.</summary>
    /// <exception cref="StorageException">It may be there all the same.</exception>
    public Task RefuseAsync(AuditOperation operation, string reason) =>
        book.EndAsync(operation, OutcomeResult.Refused, reason);

    /// <summary>Enters what is late, and tells of what is done; what is left comes with the next call.</summary>
    public async Task TellAsync(ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            List<AnnouncedOutcome> untold = await database.ReadAsync(
                db => RolloutAuditTable.Untold(db, AtOnce), cancellationToken).ConfigureAwait(false);
            foreach (AnnouncedOutcome outcome in untold)
            {
                await book.EndAsync(outcome.Operation, OutcomeResult.Done, outcome.Detail).ConfigureAwait(false);
                await writer.WriteAsync(db => RolloutAuditTable.Delete(db, outcome.Id), CancellationToken.None)
                    .ConfigureAwait(false);
            }

            await late.EnterAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException fault)
        {
            RolloutLog.Stuck(logger, "audit", fault.Message);
        }
    }

    /// <summary>What is late of a rollout is counted under these.</summary>
    public static IReadOnlyList<string> LateOf(string rollout) =>
    [
        LateEntries.OfRollout + rollout,
        LateEntries.OfUpdate + Deployments.Of(rollout),
        LateEntries.OfUpdate + Deployments.BackOf(rollout),
    ];

    /// <summary>The operator, and the token that spoke for them.</summary>
    public static string ActorOf(ApiCaller caller) =>
        caller.Name == caller.Person ? caller.Person : $"{caller.Person} by {caller.Name}";

    /// <summary>What a command is called in the log.</summary>
    public static string ActionOf(RolloutCommand command) => command switch
    {
        RolloutCommand.Start => AuditActions.StartRollout,
        RolloutCommand.Pause => AuditActions.PauseRollout,
        RolloutCommand.Resume => AuditActions.ResumeRollout,
        RolloutCommand.Rollback => AuditActions.RollBackRollout,
        RolloutCommand.Abort => AuditActions.AbortRollout,
    };
}
