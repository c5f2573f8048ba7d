namespace Garita.Broker.Routing;

/// <summary>The members of one shared subscription (MQTT 5, 4.8.2) at one place in the tree.</summary>
internal sealed class SharedGroup(byte[] name, bool isBelow)
{
    private int _next;

    public byte[] Name { get; } = name;

    /// <summary>Whether the filter ends in <c>#</c> below the node.</summary>
    public bool IsBelow { get; } = isBelow;

    public volatile SubscriberSet? Members;

    /// <summary>Where the round starts this time.</summary>
    public uint NextStart() => (uint)Interlocked.Increment(ref _next);
}
