namespace Garita.Broker.Limits;

/// <summary>
/// All deadlines of the broker on one timer. Each entry is asked when due and at least once a turn of the wheel, so
/// what is gone leaves within a minute; cost per tick is a sixty-fourth of the entries. An entry asks to be looked at
/// again by adding itself once more; only the earliest asking counts, so asking often costs nothing.
/// </summary>
internal sealed class DeadlineWheel
{
    private const int SlotCount = 64;
    private const int SlotMs = 1000;

    private readonly Lock _gate = new();
    private readonly List<ITimed>?[] _slots = new List<ITimed>?[SlotCount];
    private long _tick;

    public DeadlineWheel(long nowMs) => _tick = nowMs / SlotMs;

    public void Add(ITimed item, long dueMs)
    {
        if (dueMs == long.MaxValue)
        {
            return;
        }

        lock (_gate)
        {
            // Rounded up: never early. At most one turn ahead: never lost sight of.
            long slot = Math.Clamp((dueMs + SlotMs - 1) / SlotMs, _tick + 1, _tick + SlotCount - 1);
            if (item.WheelTick == 0 || slot < item.WheelTick)
            {
                item.WheelTick = slot;
                (_slots[slot % SlotCount] ??= []).Add(item);
            }
        }
    }

    /// <summary>Asks everything that is due. Called by one thread at a time.</summary>
    public void Advance(long nowMs)
    {
        while (TakeSlot(nowMs / SlotMs) is { } due)
        {
            foreach (ITimed item in due)
            {
                Add(item, item.CheckDeadlines(nowMs));
            }
        }
    }

    private List<ITimed>? TakeSlot(long until)
    {
        lock (_gate)
        {
            while (_tick < until)
            {
                _tick++;
                ref List<ITimed>? slot = ref _slots[_tick % SlotCount];
                if (slot is { } due)
                {
                    slot = null;
                    due.RemoveAll(IsOutdated);
                    return due;
                }
            }

            return null;
        }
    }

    // One that asked for an earlier tick later on; else it may ask again from now on.
    private bool IsOutdated(ITimed item)
    {
        bool outdated = item.WheelTick != _tick;
        item.WheelTick = outdated ? item.WheelTick : 0;
        return outdated;
    }
}
