namespace Garita.Quic.Ngtcp.Timers;

/// <summary>
/// What is due when, the earliest first: a binary heap whose entries know their place, so that a time that changes with
/// every packet is moved and one that is over is taken out. Nothing is kept for what has ended. One thread's own.
/// </summary>
internal sealed class TimerHeap<T>
{
    private readonly List<TimerEntry<T>> _entries = [];

    /// <summary>Entries in it.</summary>
    public int Count => _entries.Count;

    /// <summary>The earliest; null where there is none.</summary>
    public TimerEntry<T>? First => _entries.Count > 0 ? _entries[0] : null;

    /// <summary>Puts an entry in, or moves it to another time.</summary>
    public void Set(TimerEntry<T> entry, ulong at)
    {
        entry.At = at;
        if (entry.Index == TimerEntry<T>.Nowhere)
        {
            entry.Index = _entries.Count;
            _entries.Add(entry);
        }

        Settle(entry);
    }

    /// <summary>Takes an entry out, if it is in.</summary>
    public void Remove(TimerEntry<T> entry)
    {
        int index = entry.Index;
        if (index == TimerEntry<T>.Nowhere)
        {
            return;
        }

        TimerEntry<T> last = _entries[^1];
        _entries.RemoveAt(_entries.Count - 1);
        entry.Index = TimerEntry<T>.Nowhere;
        if (!ReferenceEquals(last, entry))
        {
            Place(last, index);
            Settle(last);
        }
    }

    private void Settle(TimerEntry<T> entry)
    {
        while (entry.Index > 0 && entry.At < _entries[(entry.Index - 1) / 2].At)
        {
            Exchange(entry, _entries[(entry.Index - 1) / 2]);
        }

        while (EarlierChild(entry) is { } child && child.At < entry.At)
        {
            Exchange(entry, child);
        }
    }

    private TimerEntry<T>? EarlierChild(TimerEntry<T> entry)
    {
        int left = (2 * entry.Index) + 1;
        if (left >= _entries.Count)
        {
            return null;
        }

        int right = left + 1;
        return _entries[right < _entries.Count && _entries[right].At < _entries[left].At ? right : left];
    }

    private void Exchange(TimerEntry<T> one, TimerEntry<T> other)
    {
        int index = one.Index;
        Place(one, other.Index);
        Place(other, index);
    }

    private void Place(TimerEntry<T> entry, int index)
    {
        _entries[index] = entry;
        entry.Index = index;
    }
}
