using Garita.Rollouts.Planning;

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

    /// <summary>Whether there may be devices that it does not hold.</summary>
    public bool IsPartial { get; private set; } = true;

    /// <summary>Devices that it holds.</summary>
    public int Count => _next.Count;

    /// <summary>Takes the place of what it held.</summary>
    public void Refill(IEnumerable<string> devices)
    {
        _next.Clear();
        IsPartial = false;
        foreach (string device in devices)
        {
            Add(device);
        }
    }

    /// <summary>Adds a device that became able to take its turn.</summary>
    public void Add(string device)
    {
        (ulong Turn, string Device) entry = (DevicePlace.Of(rollout, device), device);
        if (_next.Count == Capacity && entry.Turn >= _next.Max.Turn)
        {
            IsPartial = true;
            return;
        }

        _next.Add(entry);
        if (_next.Count > Capacity)
        {
            _next.Remove(_next.Max);
            IsPartial = true;
        }
    }

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
}
