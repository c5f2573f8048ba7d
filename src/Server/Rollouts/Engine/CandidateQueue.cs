using Garita.Rollouts.Planning;
using Garita.Server.Rollouts.Fleet;

namespace Garita.Server.Rollouts.Engine;

/// <summary>
/// The next devices of a rollout in order of their turn. Holds at most <see cref="Capacity"/> of them: the lowest turns
/// that the last look over the fleet found, and what came since. When it runs dry while others were left out, the fleet
/// is looked over again.
/// </summary>
internal sealed class CandidateQueue(string rollout)
{
    /// <summary>Enough for minutes of offers; a few hundred kilobytes a rollout.</summary>
    public const int Capacity = 4096;

    private readonly SortedSet<(ulong Turn, string Device)> _next =
        new(Comparer<(ulong Turn, string Device)>.Create((one, other) =>
            one.Turn != other.Turn ? one.Turn.CompareTo(other.Turn)
            : string.CompareOrdinal(one.Device, other.Device)));

    private readonly ulong _begun = DevicePlace.Begin(rollout);

    // The highest turn that it holds, while it is full.
    private ulong _last = ulong.MaxValue;

    /// <summary>Whether there may be devices that it does not hold.</summary>
    public bool IsPartial { get; private set; } = true;

    /// <summary>Devices that it holds.</summary>
    public int Count => _next.Count;

    /// <summary>The next in turn, who stay where they are.</summary>
    public List<string> Peek(int most) => [.. _next.Take(most).Select(entry => entry.Device)];

    /// <summary>Forgets everybody: the fleet is looked over.</summary>
    public void Clear()
    {
        _next.Clear();
        IsPartial = false;
    }

    /// <summary>
    /// Adds a device of a fleet that is looked over. Who comes too late in turn is not even asked about.
    /// </summary>
    public void Offer(FleetDevice device, Func<FleetDevice, bool> judge)
    {
        ulong turn = DevicePlace.Of(_begun, device.Id);
        if (_next.Count == Capacity && turn >= _last)
        {
            IsPartial = true;
        }
        else if (judge(device))
        {
            Add(turn, device.Id);
        }
    }

    /// <summary>Adds a device that became able to take its turn.</summary>
    public void Add(string device) => Add(DevicePlace.Of(_begun, device), device);

    /// <summary>Takes out up to so many, in order of their turn; those that are not able now are dropped.</summary>
    /// <param name="most">How many.</param>
    /// <param name="judge">Null for one that cannot be offered anything now.</param>
    public List<Candidate> Take(int most, Func<string, Candidate?> judge)
    {
        List<Candidate> taken = [];
        while (taken.Count < most && _next.Count > 0)
        {
            (ulong Turn, string Device) first = _next.Min;
            _next.Remove(first);
            if (judge(first.Device) is { } candidate)
            {
                taken.Add(candidate);
            }
        }

        return taken;
    }

    /// <summary>Somebody was dropped who may come back without any event: a window opens by the clock alone.</summary>
    public void MarkPartial() => IsPartial = true;

    private void Add(ulong turn, string device)
    {
        if (_next.Count == Capacity && turn >= _last)
        {
            IsPartial = true;
            return;
        }

        _next.Add((turn, device));
        if (_next.Count > Capacity)
        {
            _next.Remove(_next.Max);
            IsPartial = true;
        }

        _last = _next.Count == Capacity ? _next.Max.Turn : ulong.MaxValue;
    }
}
