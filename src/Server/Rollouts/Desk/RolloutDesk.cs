using System.Text;
using Garita.Contracts.Api.Rollouts;
using Garita.Rollouts.Definitions;
using Garita.Rollouts.Explaining;
using Garita.Rollouts.Planning;
using Garita.Server.Api.Access;
using Garita.Server.Audit;
using Garita.Server.Rollouts.Auditing;
using Garita.Server.Rollouts.Engine;
using Garita.Server.Rollouts.Storage;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Rollouts.Desk;

/// <summary>What people ask of rollouts.</summary>
internal sealed class RolloutDesk(RolloutSurroundings around, RolloutEngine engine, ApprovalDesk approvals)
{
    /// <summary>Writes a rollout down; nothing begins. Answers its name, or what is wrong.</summary>
    /// <exception cref="StorageException">Nothing was written.</exception>
    public async Task<(RolloutRefusal Refusal, string Detail)> CreateAsync(
        string text, ApiCaller caller, CancellationToken cancellationToken)
    {
        RolloutDefinition? definition = DefinitionReader.Read(
            Encoding.UTF8.GetBytes(text), out IReadOnlyList<DefinitionError> errors);
        if (definition is null)
        {
            return (RolloutRefusal.DefinitionWrong, string.Join("; ", errors));
        }

        if (await around.FindRelease(definition.Release, cancellationToken).ConfigureAwait(false) is not { } release)
        {
            return (RolloutRefusal.NoRelease, "The release is not published.");
        }

        RolloutRecord record = new()
        {
            Definition = definition,
            State = new RolloutState(),
            CanReturn = release.CanReturn && !definition.Security,
            CreatedBy = caller.Person,
            Created = around.Time.GetUtcNow(),
        };
        return (await WriteDownAsync(record, caller).ConfigureAwait(false), record.Name);
    }

    /// <summary>All rollouts, without their events.</summary>
    public Task<List<RolloutView>> ListAsync(CancellationToken cancellationToken) =>
        around.Database.ReadAsync<List<RolloutView>>(
            db => [.. RolloutTable.All(db).Select(record => RolloutViews.Of(Newest(record), null, [], []))],
            cancellationToken);

    /// <summary>One rollout; null where there is none.</summary>
    public async Task<RolloutView?> FindAsync(string name, CancellationToken cancellationToken)
    {
        RolloutRecord? record = await ReadAsync(name, cancellationToken).ConfigureAwait(false);
        if (record is null)
        {
            return null;
        }

        ReleaseFacts? release = await around.FindRelease(record.Definition.Release, cancellationToken)
            .ConfigureAwait(false);
        return await around.Database.ReadAsync(
            db => RolloutViews.Of(
                record,
                release?.Version,
                ApprovalDesk.Standing(
                    db, Subject(name), record.Definition.Digest, record.CreatedBy, record.Definition.Approvals),
                RolloutTable.Events(db, name, around.Options.EventsShown)) with
            {
                Definition = Encoding.UTF8.GetString(DefinitionText.Readable(record.Definition)),
                NotLogged = LateEntryTable.Count(db, RolloutAudit.LateOf(name)),
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Approves a draft.</summary>
    public async Task<RolloutRefusal> ApproveAsync(
        string name, ApproveRequest request, ApiCaller caller, CancellationToken cancellationToken)
    {
        RolloutRecord? record = await ReadAsync(name, cancellationToken).ConfigureAwait(false);
        if (record is null || record.State.Status != RolloutStatus.Draft)
        {
            return record is null ? RolloutRefusal.Unknown : RolloutRefusal.NotNow;
        }

        string digest = record.Definition.Digest.Hex;
        return request.Digest.Equals(digest, StringComparison.OrdinalIgnoreCase)
            ? await approvals.ApproveAsync(
                Subject(name), request with { Digest = digest }, record.CreatedBy, caller, cancellationToken)
                    .ConfigureAwait(false)
            : RolloutRefusal.OtherContent;
    }

    /// <summary>Tells a rollout something.</summary>
    public async Task<RolloutRefusal> TellAsync(
        string name, RolloutCommand command, ApiCaller caller, CancellationToken cancellationToken)
    {
        RolloutRecord? record = await ReadAsync(name, cancellationToken).ConfigureAwait(false);
        if (record is null)
        {
            return RolloutRefusal.Unknown;
        }

        ReleaseFacts? release = await around.FindRelease(record.Definition.Release, cancellationToken)
            .ConfigureAwait(false);
        RolloutRefusal refusal = command switch
        {
            RolloutCommand.Start => await JudgeStartAsync(record, release, cancellationToken).ConfigureAwait(false),
            RolloutCommand.Rollback => release?.WayBack is null ? RolloutRefusal.NoWayBack : RolloutRefusal.None,
            RolloutCommand.Pause or RolloutCommand.Resume or RolloutCommand.Abort => RolloutRefusal.None,
        };
        if (refusal != RolloutRefusal.None)
        {
            return refusal;
        }

        return await engine.TellAsync(
            record, command, RolloutAudit.ActorOf(caller), cancellationToken).ConfigureAwait(false) is null
            ? RolloutRefusal.NotNow
            : RolloutRefusal.None;
    }

    /// <summary>What a rollout would mean now, or going back; null where there is none.</summary>
    public async Task<RolloutPreview?> PreviewAsync(string name, CancellationToken cancellationToken)
    {
        RolloutRecord? record = await ReadAsync(name, cancellationToken).ConfigureAwait(false);
        ReleaseFacts? release = record is null ? null
            : await around.FindRelease(record.Definition.Release, cancellationToken).ConfigureAwait(false);
        return record is null || release is null
            ? null
            : around.Fleet.Look((index, _) => PreviewMaker.Make(record, release, index));
    }

    /// <summary>Why a device has the release, or why not; null where there is no such rollout or device.</summary>
    public async Task<WhyView?> WhyAsync(string name, string device, CancellationToken cancellationToken)
    {
        RolloutRecord? record = await ReadAsync(name, cancellationToken).ConfigureAwait(false);
        if (record is null || around.Fleet.Find(device) is not { } facts)
        {
            return null;
        }

        ReleaseFacts? release = await around.FindRelease(record.Definition.Release, cancellationToken)
            .ConfigureAwait(false);
        (DeviceTry? found, List<string> open) = await around.Database.ReadAsync(
            db => (DeviceTryTable.Find(db, name, device), DeviceTryTable.Open(db, device)), cancellationToken)
                .ConfigureAwait(false);
        (long before, long members) = found is null && release is not null
            ? await engine.CountAsync(record, device, cancellationToken).ConfigureAwait(false)
            : (0, record.State.Members);
        DeviceSituation situation = new(facts, found, around.Time.GetUtcNow())
        {
            Version = release?.Version,
            Before = before,
            BusyWith = open.Find(other => other != name),
            LastReport = found is { Started: true }
                ? $"{RolloutWords.Of(found.Stage)}, {RolloutWords.Of(found.Outcome)}"
                : null,
        };
        return new WhyView(device, name,
        [
            .. WhyNot.Explain(record.Definition, record.State with { Members = members }, situation)
                .Select(check => new DeviceCheckView(check.Name, check.Passed, check.Value)),
        ]);
    }

    private async Task<RolloutRefusal> WriteDownAsync(RolloutRecord record, ApiCaller caller)
    {
        RolloutRefusal now = await around.Database.ReadAsync(
            db => JudgeNew(db, record.Name), CancellationToken.None).ConfigureAwait(false);
        if (now != RolloutRefusal.None)
        {
            return now;
        }

        AuditOperation operation = await around.Audit.AnnounceAsync(
            RolloutAudit.ActorOf(caller), AuditActions.CreateRollout,
            $"{record.Name}: release {record.Definition.Release.Hex}", record.Definition.Digest)
                .ConfigureAwait(false);
        RolloutRefusal refusal = await around.Writer.WriteAsync(
            db =>
            {
                RolloutRefusal judged = JudgeNew(db, record.Name);
                if (judged == RolloutRefusal.None)
                {
                    // What is written anew, be it word for word, is somebody's work anew.
                    RolloutTable.Put(db, record);
                    ApprovalTable.Forget(db, Subject(record.Name));
                    RolloutAuditTable.Add(db, operation, $"{record.Name}: {RolloutWords.Of(RolloutStatus.Draft)}");
                }

                return judged;
            },
            CancellationToken.None).ConfigureAwait(false);
        if (refusal != RolloutRefusal.None)
        {
            await around.Audit.RefuseAsync(operation, $"{record.Name}: {RolloutWords.Of(refusal)}")
                .ConfigureAwait(false);
        }

        return refusal;
    }

    private RolloutRefusal JudgeNew(SqliteConnection db, string name) => RolloutTable.StatusOf(db, name) switch
    {
        null => RolloutTable.CountOpen(db) >= around.Options.MaxOpen ? RolloutRefusal.TooMany : RolloutRefusal.None,
        nameof(RolloutStatus.Draft) => RolloutRefusal.None,
        _ => RolloutRefusal.Begun,
    };

    private static string Subject(string rollout) => "rollout:" + rollout;

    private RolloutRecord Newest(RolloutRecord stored) => engine.Find(stored.Name)?.Record ?? stored;

    private async Task<RolloutRecord?> ReadAsync(string name, CancellationToken cancellationToken) =>
        engine.Find(name)?.Record ?? await around.Database.ReadAsync(
            db => RolloutTable.Find(db, name), cancellationToken).ConfigureAwait(false);

    private async Task<RolloutRefusal> JudgeStartAsync(
        RolloutRecord record, ReleaseFacts? release, CancellationToken cancellationToken)
    {
        if (release is null or { IsWithdrawn: true })
        {
            return RolloutRefusal.NoRelease;
        }

        if (record.Definition.OnFailure == FailureAction.Rollback && !record.CanReturn)
        {
            return RolloutRefusal.NoWayBack;
        }

        List<RoleView> roles = await around.Database.ReadAsync(
            db => ApprovalDesk.Standing(
                db, Subject(record.Name), record.Definition.Digest, record.CreatedBy, record.Definition.Approvals),
            cancellationToken).ConfigureAwait(false);
        return ApprovalDesk.IsEnough(roles) ? RolloutRefusal.None : RolloutRefusal.NotApproved;
    }
}
