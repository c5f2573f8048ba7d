using System.Collections.Concurrent;
using Garita.Rollouts.Planning;
using Garita.Server.Rollouts.Storage;
using Garita.Server.Storage;

namespace Garita.Server.Rollouts.Engine;

/// <summary>
/// Runs rollouts: gathers what changed, asks the planner, stores what it decided, then does it. One turn at a time.
/// </summary>
/// <remarks>
/// 1. State, records and what is to be done are stored in one transaction. 2. It is done. 3. What was done is deleted.
/// After a crash between any two of them the last steps are done once more, which devices and the offer desk take as
/// the same. Reports are counted as taken after they were stored, so that one may be taken twice and none is lost.
/// </remarks>
internal sealed class RolloutEngine(RolloutSurroundings around) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ConcurrentDictionary<string, LiveRollout> _live = new(StringComparer.Ordinal);
    private readonly HashSet<string> _stale = new(StringComparer.Ordinal);
    private readonly StepReader _reader = new(around);
    private readonly FleetFeed _fleet = new(around.Fleet);

    /// <summary>The rollout as it stands now; null where nothing is to be done for it.</summary>
    public LiveRollout? Find(string name) => _live.GetValueOrDefault(name);

    /// <summary>Takes up what the database has; the first tick looks the fleet over for each.</summary>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        List<RolloutRecord> records = await around.Database.ReadAsync(RolloutTable.All, cancellationToken)
            .ConfigureAwait(false);
        _stale.UnionWith(records.Where(record => record.IsLive).Select(record => record.Name));
    }

    /// <summary>Looks at every rollout once.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _reader.Begin();
            _fleet.Take(_live.Values);
            await ReloadAsync(cancellationToken).ConfigureAwait(false);
            await TakeReportsAsync(cancellationToken).ConfigureAwait(false);
            foreach (LiveRollout live in _live.Values.ToArray())
            {
                await TryStepAsync(live, cancellationToken).ConfigureAwait(false);
            }

            await around.Audit.TellAsync(around.Logger, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Changes a rollout's state by what a person said of what they saw; null for what cannot be said now, or where its
    /// definition is another one by now.
    /// </summary>
    /// <exception cref="StorageException">Nothing changed.</exception>
    public async Task<RolloutRecord?> TellAsync(
        RolloutRecord seen, RolloutCommand command, string actor, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            RolloutRecord? record = Find(seen.Name)?.Record ?? await around.Database.ReadAsync(
                db => RolloutTable.Find(db, seen.Name), cancellationToken).ConfigureAwait(false);
            if (record is null || record.Definition.Digest != seen.Definition.Digest || RolloutCommands.Apply(
                record.State, command, record.Definition.Waves.Count,
                $"{actor}: {RolloutWords.Of(command)}") is not { } next)
            {
                return null;
            }

            RolloutRecord changed = record with { State = next };
            if (command == RolloutCommand.Start)
            {
                // Whom it means is known from the start on, and not from the first tick.
                LiveRollout made = await MakeAsync(changed, cancellationToken).ConfigureAwait(false);
                changed = changed with { State = next with { Members = made.Unoffered } };
            }

            return await StoreCommandAsync(changed, command, actor, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException fault)
        {
            Forget(seen.Name, fault);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Connected devices that take their turn in a rollout before one does, and devices that it means, be it a draft.
    /// </summary>
    public async Task<(long Before, long Members)> CountAsync(
        RolloutRecord record, string device, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            LiveRollout live = Find(record.Name) ?? await MakeAsync(record, cancellationToken).ConfigureAwait(false);
            return (around.Fleet.Look((index, _) => live.CountBefore(device, index)),
                live.Unoffered + live.Record.State.Exposed);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<RolloutRecord?> StoreCommandAsync(
        RolloutRecord changed, RolloutCommand command, string actor, CancellationToken cancellationToken)
    {
        if (!await StepWriter.StoreCommandAsync(around, changed, command, actor).ConfigureAwait(false))
        {
            return null;
        }

        RolloutLog.Told(around.Logger, actor, changed.Name, RolloutWords.Of(command));
        if (Find(changed.Name) is { } live)
        {
            live.Record = changed;
            live.RecalledUpTo = "";
        }
        else if (changed.IsLive)
        {
            await AdoptAsync(changed, cancellationToken).ConfigureAwait(false);
        }

        if (changed.State.Recalling)
        {
            // "Off" wins at once: from here on a device that asks whether to activate is told no.
            await around.Road.WithdrawAsync(Deployments.Of(changed.Name), null, CancellationToken.None)
                .ConfigureAwait(false);
        }

        if (command == RolloutCommand.Abort)
        {
            await around.Road.WithdrawAsync(Deployments.BackOf(changed.Name), null, CancellationToken.None)
                .ConfigureAwait(false);
        }

        return changed;
    }

    // A write that failed may be stored all the same: what is in memory is worth nothing until it was read again.
    private void Forget(string name, StorageException fault)
    {
        _live.TryRemove(name, out _);
        _stale.Add(name);
        RolloutLog.Stuck(around.Logger, name, fault.Message);
    }

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        foreach (string name in _stale.ToArray())
        {
            RolloutRecord? record = await around.Database.ReadAsync(
                db => RolloutTable.Find(db, name), cancellationToken).ConfigureAwait(false);
            if (record is { IsLive: true })
            {
                await AdoptAsync(record, cancellationToken).ConfigureAwait(false);
            }

            _stale.Remove(name);
        }
    }

    private async Task AdoptAsync(RolloutRecord record, CancellationToken cancellationToken) =>
        _live[record.Name] = await MakeAsync(record, cancellationToken).ConfigureAwait(false);

    private async Task<LiveRollout> MakeAsync(RolloutRecord record, CancellationToken cancellationToken)
    {
        ReleaseFacts release = await around.FindRelease(record.Definition.Release, cancellationToken)
            .ConfigureAwait(false) ?? throw new StorageException(
                StorageFault.Damaged, $"the release of rollout {record.Name} is not there");
        LiveRollout live = new(record, release);
        List<string> offered = await around.Database.ReadAsync(
            db => DeviceTryTable.Devices(db, record.Name).ToList(), cancellationToken).ConfigureAwait(false);
        live.TakeUp(offered);
        _fleet.Count(live);
        return live;
    }

    // Reports of a rollout that is over are passed by: what it became is settled, and the update's own table has them.
    private async Task TakeReportsAsync(CancellationToken cancellationToken)
    {
        try
        {
            long feed = await around.Database.ReadAsync(RolloutTable.Feed, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<DeviceReport> reports = await around.Road.ReportsAfterAsync(
                feed, around.Options.StepLength, cancellationToken).ConfigureAwait(false);
            if (reports.Count > 0)
            {
                await StepReportedAsync(
                    ReportSorting.Sort(reports, Find), reports[^1].Change, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StorageException fault)
        {
            RolloutLog.Stuck(around.Logger, "reports", fault.Message);
        }
    }

    // Stored with every rollout that they are about before they count as taken.
    private async Task StepReportedAsync(
        Dictionary<string, List<(string Device, DeviceEvent Happened)>> perRollout, long upTo,
        CancellationToken cancellationToken)
    {
        foreach ((string name, List<(string Device, DeviceEvent Happened)> events) in perRollout)
        {
            foreach (List<(string Device, DeviceEvent Happened)> round in ReportSorting.Rounds(events))
            {
                try
                {
                    await StepAsync(_live[name], round, cancellationToken).ConfigureAwait(false);
                }
                catch (StorageException fault)
                {
                    Forget(name, fault);
                    throw;
                }
            }
        }

        await around.Writer.WriteAsync(
            db =>
            {
                RolloutTable.SetFeed(db, upTo);
                return true;
            },
            CancellationToken.None).ConfigureAwait(false);
    }

    private async Task TryStepAsync(LiveRollout live, CancellationToken cancellationToken)
    {
        try
        {
            await StepAsync(live, [], cancellationToken).ConfigureAwait(false);
            await DoAsync(live, cancellationToken).ConfigureAwait(false);
            if (!live.Record.IsLive)
            {
                _live.TryRemove(live.Record.Name, out _);
            }
        }
        catch (StorageException fault)
        {
            Forget(live.Record.Name, fault);
        }
    }

    private async Task StepAsync(
        LiveRollout live, List<(string Device, DeviceEvent Happened)> events, CancellationToken cancellationToken)
    {
        PlanInput input = await _reader.ReadAsync(live, events, cancellationToken).ConfigureAwait(false);
        RolloutPlan plan = await StepWriter.DecideAsync(around, live.Record, input).ConfigureAwait(false);
        bool stopped = plan.State.Recalling && !live.Record.State.Recalling;
        live.Took(plan);
        around.Health.Note(plan.Records);
        live.RecalledUpTo = stopped ? "" : live.RecalledUpTo;
        StepWriter.Tell(around.Logger, live.Record.Name, plan);
        if (stopped)
        {
            await around.Road.WithdrawAsync(Deployments.Of(live.Record.Name), null, CancellationToken.None)
                .ConfigureAwait(false);
        }
    }

    private async Task DoAsync(LiveRollout live, CancellationToken cancellationToken)
    {
        ActionRunner runner = new(around, live);
        try
        {
            await runner.RunAsync(cancellationToken).ConfigureAwait(false);
            live.IsStuck = false;
        }
        catch (StorageException fault)
        {
            // What was decided is stored, and is done when it can be.
            live.IsStuck = true;
            RolloutLog.Stuck(around.Logger, live.Record.Name, fault.Message);
        }

        if (runner.Refused.Count > 0)
        {
            await StepAsync(live, [.. runner.Refused.DistinctBy(entry => entry.Device)], cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
