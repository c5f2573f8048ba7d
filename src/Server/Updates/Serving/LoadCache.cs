namespace Garita.Server.Updates.Serving;

/// <summary>
/// Keeps what was loaded last, up to a weight. What several ask for at one time is loaded once; what could not be
/// loaded is forgotten. May be used by many threads.
/// </summary>
internal sealed class LoadCache<TKey, TValue>(long capacity, Func<TValue, long> weigh)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _gate = new();

    // Guarded by the gate. The order is that of use, the newest first; the weight is that of what is loaded.
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _order = [];
    private long _weight;
    private long _loads;

    /// <summary>How often something was loaded.</summary>
    public long Loads => Interlocked.Read(ref _loads);

    /// <summary>What is kept, in the unit of the weight.</summary>
    public long Weight
    {
        get
        {
            lock (_gate)
            {
                return _weight;
            }
        }
    }

    /// <summary>What belongs to a key; null where it cannot be loaded.</summary>
    public Task<TValue?> GetAsync(TKey key, Func<TKey, Task<TValue?>> load)
    {
        LinkedListNode<Entry>? node;
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out node))
            {
                _order.Remove(node);
                _order.AddFirst(node);
                return node.Value.Loading.Task;
            }

            node = _order.AddFirst(new Entry(key));
            _entries.Add(key, node);
        }

        _ = LoadAsync(node.Value, load);
        return node.Value.Loading.Task;
    }

    private async Task LoadAsync(Entry entry, Func<TKey, Task<TValue?>> load)
    {
        TValue? loaded = null;
        try
        {
            Interlocked.Increment(ref _loads);
            loaded = await load(entry.Key).ConfigureAwait(false);
        }
        finally
        {
            Settle(entry, loaded);
            entry.Loading.TrySetResult(loaded);
        }
    }

    private void Settle(Entry entry, TValue? loaded)
    {
        lock (_gate)
        {
            entry.Weight = loaded is null ? 0 : weigh(loaded);
            _weight += entry.Weight;
            if (loaded is null || entry.Weight > capacity)
            {
                Drop(entry);
            }

            for (LinkedListNode<Entry>? last = _order.Last; _weight > capacity && last is not null;)
            {
                LinkedListNode<Entry>? before = last.Previous;
                if (last.Value.Weight > 0)
                {
                    Drop(last.Value);
                }

                last = before;
            }
        }
    }

    // Called under the gate.
    private void Drop(Entry entry)
    {
        if (_entries.Remove(entry.Key, out LinkedListNode<Entry>? node))
        {
            _order.Remove(node);
            _weight -= entry.Weight;
        }
    }

    private sealed class Entry(TKey key)
    {
        public TKey Key => key;

        public TaskCompletionSource<TValue?> Loading { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        // 0 until it is loaded; guarded by the cache's gate.
        public long Weight { get; set; }
    }
}
