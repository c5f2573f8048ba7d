namespace Garita.Broker.Routing;

/// <summary>
/// The subscriptions at one place, immutable to readers. Adding writes behind the end that older sets see, so a topic
/// with thousands of subscribers grows without a copy each; removing copies. Writers hold the tree's lock.
/// </summary>
internal sealed class SubscriberSet
{
    private readonly Subscription[] _items;
    private readonly int _count;

    private SubscriberSet(Subscription[] items, int count)
    {
        _items = items;
        _count = count;
    }

    public ReadOnlySpan<Subscription> Items => _items.AsSpan(0, _count);

    /// <summary>Adds a subscription, or replaces the one of the same taker.</summary>
    public static SubscriberSet With(SubscriberSet? set, Subscription added, out bool replaced)
    {
        replaced = false;
        if (set is null)
        {
            return new SubscriberSet([added], 1);
        }

        int existing = set.IndexOf(added.Taker);
        if (existing >= 0)
        {
            replaced = true;
            Subscription[] copy = set.Items.ToArray();
            copy[existing] = added;
            return new SubscriberSet(copy, copy.Length);
        }

        Subscription[] items = set._items;
        // A slot behind the end is free only if no other set grew into it: sets are only ever made from the newest.
        if (items.Length == set._count || items[set._count] is not null)
        {
            items = new Subscription[Math.Max(4, set._count * 2)];
            set.Items.CopyTo(items);
        }

        items[set._count] = added;
        return new SubscriberSet(items, set._count + 1);
    }

    /// <summary>Takes a taker's subscription out; null when none is left.</summary>
    public static SubscriberSet? Without(SubscriberSet? set, IMessageTaker taker, out bool removed)
    {
        int index = set?.IndexOf(taker) ?? -1;
        removed = index >= 0;
        if (!removed)
        {
            return set;
        }

        if (set!._count == 1)
        {
            return null;
        }

        Subscription[] items = new Subscription[set._count - 1];
        set.Items[..index].CopyTo(items);
        set.Items[(index + 1)..].CopyTo(items.AsSpan(index));
        return new SubscriberSet(items, items.Length);
    }

    private int IndexOf(IMessageTaker taker)
    {
        for (int i = 0; i < _count; i++)
        {
            if (ReferenceEquals(_items[i].Taker, taker))
            {
                return i;
            }
        }

        return -1;
    }
}
