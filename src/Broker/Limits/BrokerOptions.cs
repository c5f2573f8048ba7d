using System.Buffers;
using Garita.Contracts.Identities;

namespace Garita.Broker.Limits;

/// <summary>Every limit of the broker, each with the reason for its number.</summary>
public sealed record BrokerOptions
{
    /// <summary>Connections open at once, CONNECT seen or not. 20,000 at some 40 KiB each fit in 1 GiB.</summary>
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>
    /// Connections of one identity, half open ones included: a device has one and the one it replaces, twice.
    /// </summary>
    public int MaxConnectionsPerDevice { get; init; } = 4;

    /// <summary>Connections of one service or operator: a service runs in several copies.</summary>
    public int MaxConnectionsPerService { get; init; } = 64;

    /// <summary>Sessions, live and stored. As many as connections and as many again asleep.</summary>
    public int MaxSessions { get; init; } = 40_000;

    /// <summary>Client ids of one device at once. A device is one program.</summary>
    public int SessionsPerDevice { get; init; } = 1;

    /// <summary>Client ids of one service or operator at once: a service runs in several copies.</summary>
    public int SessionsPerService { get; init; } = 32;

    /// <summary>Subscriptions of one session. A device needs one or two; a tool a few dozen.</summary>
    public int MaxSubscriptionsPerSession { get; init; } = 64;

    /// <summary>Messages that wait in one session. A device that sleeps a day should not wake to more.</summary>
    public int MaxQueuedMessages { get; init; } = 1_000;

    /// <summary>
    /// Payload, topic and property bytes that wait in one session: 40,000 full sessions is the operator's worst case.
    /// </summary>
    public int MaxQueuedBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes that wait for the transport per connection; four packets of the largest size at least.</summary>
    public int MaxOutputBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// How long output may stay above its limit before the connection is closed: a lost radio link recovers in less.
    /// </summary>
    public TimeSpan StalledOutputTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Retained messages: a handful for each of 20,000 devices.</summary>
    public int MaxRetainedMessages { get; init; } = 100_000;

    /// <summary>Payload, topic and property bytes of all retained messages: 100,000 of about 650 bytes.</summary>
    public long MaxRetainedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Retained messages of one device, so that no device can fill the store.</summary>
    public int MaxRetainedPerDevice { get; init; } = 64;

    /// <summary>
    /// Bytes of one device's retained messages: one packet of the largest size, or states of a kilobyte each. Filling
    /// the store takes 256 devices.
    /// </summary>
    public int MaxRetainedBytesPerDevice { get; init; } = 256 * 1024;

    /// <summary>
    /// Publishes sent to one client and not yet acknowledged; a client's own Receive Maximum may lower it.
    /// </summary>
    public int MaxInFlight { get; init; } = 64;

    /// <summary>
    /// Receive Maximum told to clients (MQTT 5 3.2.2.3.3); MQTT 3.1.1 clients are paused there. Hides 1 s of latency at
    /// 64/s.
    /// </summary>
    public ushort ReceiveMaximum { get; init; } = 64;

    /// <summary>
    /// QoS 2 publishes of an MQTT 3.1.1 client received and not released; it has no Receive Maximum to keep to.
    /// </summary>
    public int MaxUnreleased { get; init; } = 1_000;

    /// <summary>
    /// Topic aliases a client may set (MQTT 5 3.2.2.3.8), and that the broker sets for a client that allows them.
    /// </summary>
    public ushort TopicAliasMaximum { get; init; } = 16;

    /// <summary>
    /// Levels of a topic name or filter. The map's deepest topic has five; each level is a step in the tree.
    /// </summary>
    public int MaxTopicLevels { get; init; } = 16;

    /// <summary>UTF-8 bytes of a topic name or filter.</summary>
    public int MaxTopicLength { get; init; } = 512;

    /// <summary>Largest packet accepted (MQTT 5 3.2.2.3.6): an image chunk of 128 KiB with room to spare.</summary>
    public int MaxPacketSize { get; init; } = 256 * 1024;

    /// <summary>How long a connection may be open without CONNECT. A slow radio needs seconds, not a minute.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest keep-alive (MQTT 5 3.2.2.3.14); a longer one, or none, is lowered to this.</summary>
    public TimeSpan MaxKeepAlive { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Longest a session outlives its connection; also for MQTT 3.1.1 with clean session 0.</summary>
    public TimeSpan MaxSessionExpiry { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Publishes a second that one connection may send; null for no limit. The rest is refused, not queued.
    /// </summary>
    public int? PublishesPerSecond { get; init; }

    /// <summary>
    /// Publishes that may come at once before <see cref="PublishesPerSecond"/> holds: a device emptying its offline
    /// queue.
    /// </summary>
    public int PublishBurst { get; init; } = 500;

    /// <summary>
    /// Refusals of one identity that get a log line of their own each minute: enough to see a pattern.
    /// </summary>
    public int RefusalLinesPerIdentity { get; init; } = 10;

    /// <summary>
    /// Log lines about refusals each minute, over all identities. 200: 288,000 lines a day at the worst.
    /// </summary>
    public int RefusalLines { get; init; } = 200;

    /// <summary>Where buffers are rented. Every one goes back; tests count.</summary>
    public ArrayPool<byte> BufferPool { get; init; } = ArrayPool<byte>.Shared;

    /// <summary>How many client ids an identity may hold at once.</summary>
    public int SessionsOf(IdentityKind kind) => kind switch
    {
        IdentityKind.Device => SessionsPerDevice,
        IdentityKind.Service or IdentityKind.Operator => SessionsPerService,
        IdentityKind.Birth => 0,
    };

    /// <summary>How many connections an identity may have open at once.</summary>
    public int ConnectionsOf(IdentityKind kind) => kind switch
    {
        IdentityKind.Device => MaxConnectionsPerDevice,
        IdentityKind.Service or IdentityKind.Operator => MaxConnectionsPerService,
        IdentityKind.Birth => 0,
    };
}
