using Garita.Rollouts.Planning;
using Garita.Rollouts.Targets;
using Garita.Server.Rollouts.Storage;

namespace Garita.Server.Rollouts.Engine;

/// <summary>
/// A rollout that the engine works on: what the database has of it, and what can be made again from it. Owned by the
/// engine, which has one turn at a time.
/// </summary>
internal sealed class LiveRollout(RolloutRecord record, ReleaseFacts release)
{
    private readonly HashSet<string> _offered = new(StringComparer.Ordinal);

    public RolloutRecord Record { get; set; } = record;

    public ReleaseFacts Release { get; } = release;

    public CandidateQueue Queue { get; } = new(record.Name);

    /// <summary>Devices of the target that do not run the release and were never offered it.</summary>
    public long Unoffered { get; private set; }

    /// <summary>Up to which device records were recalled; from the first one again after a start.</summary>
    public string RecalledUpTo { get; set; } = "";

    /// <summary>When the fleet was looked over last.</summary>
    public DateTimeOffset LookedAt { get; private set; }

    public bool WasOffered(string device) => _offered.Contains(device);

    /// <summary>Whether a device waits for its turn.</summary>
    public bool Waits(DeviceFacts? device) =>
        device is not null
        && Record.Definition.Includes(device)
        && !_offered.Contains(device.Id)
        && !(Release.Version is not null && device.Version == Release.Version);

    /// <summary>
    /// Looks the whole fleet over: counts who waits, and queues who could be offered the release now.
    /// </summary>
    public void LookOver(IEnumerable<string> offered, IEnumerable<DeviceFacts> fleet, DateTimeOffset now)
    {
        LookedAt = now;
        _offered.Clear();
        _offered.UnionWith(offered);
        long waiting = 0;
        bool isShut = false;
        Queue.Refill(fleet.Where(Waits).Where(device =>
        {
            waiting++;
            bool isOpen = Record.Definition.Schedule.IsOpen(now, device.TimeZone);
            isShut |= device.Connected && !isOpen;
            return device.Connected && isOpen;
        }).Select(device => device.Id));
        Unoffered = waiting;
        if (isShut)
        {
            Queue.MarkPartial();
        }
    }

    /// <summary>Devices of a fleet that can take their turn before one does.</summary>
    public long CountBefore(string device, IEnumerable<DeviceFacts> fleet)
    {
        ulong turn = DevicePlace.Of(Record.Name, device);
        return fleet.Count(other => other.Connected && Waits(other) && DevicePlace.Of(Record.Name, other.Id) < turn);
    }

    /// <summary>Counts one device that changed.</summary>
    public void Take(FleetChange change)
    {
        Unoffered += (Waits(change.After) ? 1 : 0) - (Waits(change.Before) ? 1 : 0);
        if (change.After is { Connected: true } after && Waits(after))
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
}
