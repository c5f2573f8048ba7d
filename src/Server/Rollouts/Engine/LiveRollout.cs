using Garita.Rollouts.Planning;
using Garita.Rollouts.Targets;
using Garita.Server.Rollouts.Fleet;
using Garita.Server.Rollouts.Storage;

namespace Garita.Server.Rollouts.Engine;

/// <summary>
/// A rollout that the engine works on: what the database has of it, and what can be made again from it. Owned by the
/// engine, which has one turn at a time.
/// </summary>
internal sealed class LiveRollout(RolloutRecord record, ReleaseFacts release)
{
    private readonly HashSet<string> _offered = new(StringComparer.Ordinal);

    // The last change of the fleet that the count has.
    private long _counted;

    public RolloutRecord Record { get; set; } = record;

    public ReleaseFacts Release { get; } = release;

    public CandidateQueue Queue { get; } = new(record.Name);

    /// <summary>Devices of the target that do not run the release and were never offered it.</summary>
    public long Unoffered { get; private set; }

    /// <summary>Up to which device records were recalled; from the first one again after a start.</summary>
    public string RecalledUpTo { get; set; } = "";

    /// <summary>Whether what was decided could not be done: until it is, nothing new is decided.</summary>
    public bool IsStuck { get; set; }

    /// <summary>How far devices that soak have been looked at.</summary>
    public SoakRound Soak { get; set; } = new(DateTimeOffset.MinValue, "", false);

    /// <summary>What devices without the release went through, when the round began.</summary>
    public IReadOnlyDictionary<string, double> Controls { get; set; } = new Dictionary<string, double>();

    /// <summary>When the fleet was looked over last.</summary>
    public DateTimeOffset LookedAt { get; private set; }

    public bool WasOffered(string device) => _offered.Contains(device);

    /// <summary>Whether a device waits for its turn.</summary>
    public bool Waits(DeviceFacts? device) =>
        device is not null
        && Record.Definition.Includes(device)
        && !_offered.Contains(device.Id)
        && !(Release.Version is not null && device.Version == Release.Version);

    /// <summary>Takes up who was offered the release before, as the database has it.</summary>
    public void TakeUp(IEnumerable<string> offered) => _offered.UnionWith(offered);

    /// <summary>Counts who waits for a turn.</summary>
    /// <param name="index">The fleet.</param>
    /// <param name="number">The last change that the index has.</param>
    public void Count(FleetIndex index, long number)
    {
        FleetSelection selection = Select(index);
        Unoffered = index.Cohorts.Where(cohort => !selection.HasIt(cohort))
            .Sum(cohort => selection.Count(cohort).Members);
        Unoffered -= _offered.Select(index.Find).Count(device => device is not null && selection.Wants(device));
        _counted = number;
    }

    /// <summary>Queues who could be offered the release now; answers how many devices were looked at.</summary>
    public long LookOver(FleetIndex index, DateTimeOffset now)
    {
        LookedAt = now;
        FleetSelection selection = Select(index);
        Queue.Clear();
        long looked = 0;
        foreach (Cohort cohort in index.Cohorts.Where(cohort => !selection.HasIt(cohort)))
        {
            ReadOnlySpan<FleetDevice> devices = selection.Reachable(cohort);
            if (!devices.IsEmpty && !Record.Definition.Schedule.IsOpen(now, cohort.Kind.TimeZone))
            {
                Queue.MarkPartial();
                continue;
            }

            looked += devices.Length;
            foreach (FleetDevice device in devices)
            {
                Queue.Offer(device, each => each.Connected && !_offered.Contains(each.Id) && selection.Means(each));
            }
        }

        return looked;
    }

    /// <summary>Connected devices that can take their turn before one does.</summary>
    public long CountBefore(string device, FleetIndex index)
    {
        ulong begun = DevicePlace.Begin(Record.Name);
        ulong turn = DevicePlace.Of(begun, device);
        FleetSelection selection = Select(index);
        long before = 0;
        foreach (Cohort cohort in index.Cohorts.Where(cohort => !selection.HasIt(cohort)))
        {
            foreach (FleetDevice other in selection.Reachable(cohort))
            {
                before += other.Connected && DevicePlace.Of(begun, other.Id) < turn
                    && !_offered.Contains(other.Id) && selection.Means(other) ? 1 : 0;
            }
        }

        return before;
    }

    /// <summary>Counts one device that changed, unless it was counted since.</summary>
    public void Take(FleetChange change)
    {
        if (change.Number <= _counted)
        {
            return;
        }

        bool waits = Waits(change.After);
        Unoffered += (waits ? 1 : 0) - (Waits(change.Before) ? 1 : 0);
        if (waits && change.After is { Connected: true } after)
        {
            Queue.Add(after.Id);
        }
    }

    /// <summary>A plan was stored.</summary>
    public void Took(RolloutPlan plan)
    {
        Record = Record with { State = plan.State };
        foreach (DeviceTry device in plan.Records)
        {
            Unoffered -= _offered.Add(device.Device) ? 1 : 0;
        }
    }

    private FleetSelection Select(FleetIndex index) => new(Record.Definition, Release.Version, index);
}
