namespace Garita.Broker.Routing;

/// <summary>One level of the subscription tree. Read without a lock; written under the tree's lock.</summary>
internal sealed class TopicNode(byte[] level, int hash, TopicNode? parent)
{
    /// <summary>The named children; a field, so that a node is one object.</summary>
    public ChildTable Children;

    public byte[] Level { get; } = level;

    public int Hash { get; } = hash;

    public TopicNode? Parent { get; } = parent;

    /// <summary>The child for <c>+</c>.</summary>
    public volatile TopicNode? Single;

    /// <summary>Subscriptions whose filter ends at this level.</summary>
    public volatile SubscriberSet? Here;

    /// <summary>Subscriptions whose filter ends in <c>#</c> below this level, which matches this level too.</summary>
    public volatile SubscriberSet? Below;

    /// <summary>Shared subscriptions that end here or in <c>#</c> below; null while there is none.</summary>
    public volatile SharedGroup[]? Shared;

    public bool IsEmpty =>
        Children.IsEmpty && Single is null && Here is null && Below is null && Shared is null;
}
