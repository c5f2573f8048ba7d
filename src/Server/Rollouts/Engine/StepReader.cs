using Garita.Rollouts.Planning;
using Garita.Rollouts.Targets;
using Garita.Server.Rollouts.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Rollouts.Engine;

/// <summary>Gathers what one step of a rollout has to know, and no more than a step's length of it.</summary>
internal sealed class StepReader(RolloutSurroundings around)
{
    private readonly SoakReader _soak = new(around);

    // Devices that were looked at in this tick.
    private long _looked;

    /// <summary>A tick begins.</summary>
    public void Begin() => _looked = 0;

    /// <summary>What changed for a rollout.</summary>
    /// <exception cref="Garita.Server.Storage.StorageException">It cannot be read.</exception>
    public async Task<PlanInput> ReadAsync(
        LiveRollout live, List<(string Device, DeviceEvent Happened)> events, CancellationToken cancellationToken)
    {
        DateTimeOffset now = around.Time.GetUtcNow();
        PlanInput input = new(now)
        {
            Unoffered = live.Unoffered,
            PayloadBytes = live.Release.PayloadBytes,
            CanReturn = live.Record.CanReturn,
            NothingNew = live.IsStuck,
        };
        int room = RolloutPlanner.Room(live.Record.Definition, live.Record.State, input);

        // Those that wait for their turn are also whom those that soak are compared with.
        if (room > 0 || live.Record.Definition.Health.Metrics.Count > 0)
        {
            LookOver(live, now);
        }

        Gathered gathered = await around.Database.ReadAsync(
            db => Gather(db, live, events, input, room), cancellationToken).ConfigureAwait(false);
        live.RecalledUpTo = gathered.RecalledUpTo ?? live.RecalledUpTo;
        return input with
        {
            Unoffered = live.Unoffered,
            Changes = gathered.Changes,
            Candidates = gathered.Candidates,
            Controls = live.Controls,
            RecallDone = gathered.RecallDone,
        };
    }

    private Gathered Gather(
        SqliteConnection db, LiveRollout live, List<(string Device, DeviceEvent Happened)> events, PlanInput input,
        int room)
    {
        string name = live.Record.Name;
        Dictionary<string, DeviceChange> changes = new(StringComparer.Ordinal);
        foreach ((string device, DeviceEvent happened) in events)
        {
            if (DeviceTryTable.Find(db, name, device) is { } record)
            {
                changes[device] = new DeviceChange(record, happened);
            }
        }

        int limit = around.Options.StepLength;
        foreach (DeviceTry due in DeviceTryTable.Due(
            db, name, input.Now, input.Now + live.Record.Definition.LongestWait, limit))
        {
            DeviceEvent happened = new(DeviceEventKind.Due)
            {
                Health = around.Health.Read(db, live.Record.Definition.Health, due, early: false),
            };
            changes.TryAdd(due.Device, new DeviceChange(due, IsGone(due) ? new(DeviceEventKind.Gone) : happened));
        }

        _soak.Add(db, live, changes, input.Now);
        string? upTo = null;
        bool done = false;
        if (live.Record.State.Recalling)
        {
            List<DeviceTry> page = DeviceTryTable.After(db, name, live.RecalledUpTo, limit);
            foreach (DeviceTry record in page.Where(record => !changes.ContainsKey(record.Device)))
            {
                changes.Add(record.Device, new DeviceChange(record, new DeviceEvent(DeviceEventKind.Recall)));
            }

            // A device that had another event in this step is recalled when it comes next: only then is it all done.
            done = page.Count < limit && page.All(record =>
                changes[record.Device].Happened.Kind == DeviceEventKind.Recall);
            upTo = page.Count < limit && !done ? live.RecalledUpTo : page.Count > 0 ? page[^1].Device : null;
        }

        List<Candidate> candidates = room == 0 ? [] : live.Queue.Take(room, device =>
            Judge(db, live, device, input.Now));
        return new Gathered([.. changes.Values], candidates, upTo, done);
    }

    private bool IsGone(DeviceTry record) => around.Fleet.Find(record.Device) is not { Active: true };

    private Candidate? Judge(SqliteConnection db, LiveRollout live, string device, DateTimeOffset now)
    {
        DeviceFacts? facts = around.Fleet.Find(device);
        if (facts is not { Connected: true } || !live.Waits(facts))
        {
            return null;
        }

        bool isOpen = live.Record.Definition.Schedule.IsOpen(now, facts.TimeZone);
        if (!isOpen || DeviceTryTable.Open(db, device).Count > 0)
        {
            live.Queue.MarkPartial();
            return null;
        }

        return new Candidate(facts.Id, facts.Type, facts.TimeZone);
    }

    private void LookOver(LiveRollout live, DateTimeOffset now)
    {
        TimeSpan since = now - live.LookedAt;
        bool isTime = since >= around.Options.LookEvery || since < TimeSpan.Zero;
        if (live.Queue.Count > 0 || !live.Queue.IsPartial || !isTime || _looked >= around.Options.LooksPerTick)
        {
            return;
        }

        _looked += around.Fleet.Look((index, _) => live.LookOver(index, now));
    }

    private sealed record Gathered(
        IReadOnlyList<DeviceChange> Changes, IReadOnlyList<Candidate> Candidates, string? RecalledUpTo,
            bool RecallDone);
}
