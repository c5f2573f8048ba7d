using Garita.Mqtt.Topics;

namespace Garita.Broker.Routing;

/// <summary>
/// All subscriptions by level. Matching takes no lock and costs the nodes on the topic's path and on those of the
/// wildcards beside it; it never looks at a subscription that does not match. Changing takes one short lock.
/// </summary>
internal sealed class SubscriptionTree
{
    private readonly Lock _gate = new();
    private readonly TopicNode _root = new([], 0, null);
    private int _count;

    /// <summary>Subscriptions in the tree.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds a subscription or replaces the taker's own to the same filter; true when it is new.</summary>
    public bool Add(Subscription subscription)
    {
        lock (_gate)
        {
            TopicNode node = Reach(subscription.Filter);
            bool replaced;
            if (subscription.Filter.IsShared)
            {
                SharedGroup group = ReachGroup(node, subscription.Filter);
                group.Members = SubscriberSet.With(group.Members, subscription, out replaced);
            }
            else if (subscription.Filter.IsMultiLevel)
            {
                node.Below = SubscriberSet.With(node.Below, subscription, out replaced);
            }
            else
            {
                node.Here = SubscriberSet.With(node.Here, subscription, out replaced);
            }

            _count += replaced ? 0 : 1;
            return !replaced;
        }
    }

    /// <summary>Takes a taker's subscription out; false if there was none.</summary>
    public bool Remove(IMessageTaker taker, TopicFilter filter)
    {
        lock (_gate)
        {
            if (Find(filter) is not { } node)
            {
                return false;
            }

            bool removed;
            if (filter.IsShared)
            {
                removed = RemoveShared(node, taker, filter);
            }
            else if (filter.IsMultiLevel)
            {
                node.Below = SubscriberSet.Without(node.Below, taker, out removed);
            }
            else
            {
                node.Here = SubscriberSet.Without(node.Here, taker, out removed);
            }

            _count -= removed ? 1 : 0;
            Prune(node);
            return removed;
        }
    }

    /// <summary>Collects every subscription that matches the topic.</summary>
    public void Match(TopicName topic, MatchList matches) =>
        Visit(_root, topic.Levels, !topic.IsDollar, matches); // [MQTT-4.7.2-1]

    private static void Visit(TopicNode node, TopicLevels rest, bool wildcards, MatchList matches)
    {
        matches.NodesVisited++;
        if (wildcards)
        {
            // "#" matches the parent level too (MQTT 5, 4.7.1.2).
            matches.Add(node.Below);
            matches.Add(node.Shared, below: true);
        }

        if (!rest.MoveNext())
        {
            matches.Add(node.Here);
            matches.Add(node.Shared, below: false);
            return;
        }

        if (wildcards && node.Single is { } single)
        {
            Visit(single, rest, true, matches);
        }

        if (node.Children.Find(rest.Current, Utf8Comparer.Instance.GetHashCode(rest.Current)) is { } child)
        {
            Visit(child, rest, true, matches);
        }
    }

    private static SharedGroup ReachGroup(TopicNode node, TopicFilter filter)
    {
        SharedGroup[] groups = node.Shared ?? [];
        foreach (SharedGroup group in groups)
        {
            if (IsGroupOf(group, filter))
            {
                return group;
            }
        }

        SharedGroup added = new(filter.ShareNameUtf8.ToArray(), filter.IsMultiLevel);
        node.Shared = [.. groups, added];
        return added;
    }

    private static bool RemoveShared(TopicNode node, IMessageTaker taker, TopicFilter filter)
    {
        SharedGroup[] groups = node.Shared ?? [];
        SharedGroup? group = Array.Find(groups, g => IsGroupOf(g, filter));
        bool removed = false;
        if (group is not null)
        {
            group.Members = SubscriberSet.Without(group.Members, taker, out removed);
            if (group.Members is null)
            {
                node.Shared = groups.Length == 1 ? null : Array.FindAll(groups, g => g != group);
            }
        }

        return removed;
    }

    private static bool IsGroupOf(SharedGroup group, TopicFilter filter) =>
        group.IsBelow == filter.IsMultiLevel && filter.ShareNameUtf8.SequenceEqual(group.Name);

    private TopicNode Reach(TopicFilter filter)
    {
        TopicNode node = _root;
        foreach (ReadOnlySpan<byte> level in filter.Levels)
        {
            if (level is [(byte)'#'])
            {
                break;
            }

            if (level is [(byte)'+'])
            {
                node = node.Single ??= new TopicNode([(byte)'+'], 0, node);
                continue;
            }

            int hash = Utf8Comparer.Instance.GetHashCode(level);
            if (node.Children.Find(level, hash) is not { } child)
            {
                child = new TopicNode(level.ToArray(), hash, node);
                node.Children.Add(child);
            }

            node = child;
        }

        return node;
    }

    private TopicNode? Find(TopicFilter filter)
    {
        TopicNode? node = _root;
        foreach (ReadOnlySpan<byte> level in filter.Levels)
        {
            if (node is null || level is [(byte)'#'])
            {
                break;
            }

            node = level is [(byte)'+']
                ? node.Single
                : node.Children.Find(level, Utf8Comparer.Instance.GetHashCode(level));
        }

        return node;
    }

    private static void Prune(TopicNode node)
    {
        while (node.IsEmpty && node.Parent is { } parent)
        {
            if (ReferenceEquals(parent.Single, node))
            {
                parent.Single = null;
            }
            else
            {
                parent.Children.Remove(node);
            }

            node = parent;
        }
    }
}
