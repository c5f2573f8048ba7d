namespace Garita.Broker.Routing;

/// <summary>
/// The named children of one node: open addressing with linear probing. Readers take no lock: a slot goes from empty
/// to a node to a tombstone and never back; growing publishes a new array. Writers hold the tree's lock.
/// </summary>
internal struct ChildTable
{
    private const int SmallestSize = 4;

    private static readonly TopicNode Tombstone = new([], 0, null);

    private TopicNode?[]? _slots;
    private int _used; // nodes and tombstones
    private int _live;

    public readonly bool IsEmpty => _live == 0;

    public readonly TopicNode? Find(ReadOnlySpan<byte> level, int hash)
    {
        TopicNode?[]? slots = Volatile.Read(in _slots);
        if (slots is null)
        {
            return null;
        }

        int mask = slots.Length - 1;
        for (int i = hash & mask; ; i = (i + 1) & mask)
        {
            TopicNode? node = Volatile.Read(ref slots[i]);
            if (node is null)
            {
                return null; // The table is never more than three quarters used: an empty slot ends every probe.
            }

            if (node.Hash == hash && !ReferenceEquals(node, Tombstone) && level.SequenceEqual(node.Level))
            {
                return node;
            }
        }
    }

    public void Add(TopicNode node)
    {
        _slots ??= new TopicNode?[SmallestSize];
        if ((_used + 1) * 4 > _slots.Length * 3)
        {
            Rebuild();
        }

        Place(_slots, node);
        _used++;
        _live++;
    }

    public void Remove(TopicNode node)
    {
        int mask = _slots!.Length - 1;
        int i = node.Hash & mask;
        while (!ReferenceEquals(_slots[i], node))
        {
            i = (i + 1) & mask;
        }

        Volatile.Write(ref _slots[i], Tombstone);
        _live--;
        if (_live == 0)
        {
            _used = 0;
            Volatile.Write(ref _slots, null);
        }
    }

    private static void Place(TopicNode?[] slots, TopicNode node)
    {
        int mask = slots.Length - 1;
        int i = node.Hash & mask;
        while (slots[i] is not null)
        {
            i = (i + 1) & mask;
        }

        Volatile.Write(ref slots[i], node);
    }

    private void Rebuild()
    {
        int size = SmallestSize;
        while (size < (_live + 1) * 2)
        {
            size *= 2;
        }

        TopicNode?[] grown = new TopicNode?[size];
        foreach (TopicNode? node in _slots!)
        {
            if (node is not null && !ReferenceEquals(node, Tombstone))
            {
                Place(grown, node);
            }
        }

        _used = _live;
        Volatile.Write(ref _slots, grown);
    }
}
