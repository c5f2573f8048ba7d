using System.Buffers;
using Garita.Broker.Access;
using Garita.Broker.Connections;
using Garita.Broker.Limits;
using Garita.Broker.Retained;
using Garita.Broker.Routing;
using Garita.Broker.Sessions;
using Garita.Contracts.Identities;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Microsoft.Extensions.Logging;

namespace Garita.Broker;

/// <summary>What the parts of one broker share. The policy is the only thing here that changes.</summary>
internal sealed class BrokerState
{
    private readonly IIdentityDirectory _directory;
    private readonly IConnectionObserver? _observer;
    private volatile AccessPolicy _policy;
    private int _connected;

    public BrokerState(
        BrokerOptions options, AccessPolicy policy, IIdentityDirectory directory, TimeProvider time,
        ILoggerFactory loggers, IConnectionObserver? observer)
    {
        Options = options;
        _policy = policy;
        _directory = directory;
        _observer = observer;
        Clock = new BrokerClock(time);
        Log = new BrokerLog(loggers.CreateLogger("Garita.Broker"));
        Refusals = new RefusalBudget(options, Log);
        Sessions = new SessionTable(options);
        Retained = new RetainedStore(options);
        Router = new MessageRouter(this);
        Wheel = new DeadlineWheel(Clock.NowMs);
        Metrics = new BrokerMetrics(this);
    }

    public BrokerOptions Options { get; }

    public BrokerClock Clock { get; }

    public BrokerLog Log { get; }

    public RefusalBudget Refusals { get; }

    public BrokerMetrics Metrics { get; }

    public SubscriptionTree Tree { get; } = new();

    public SessionTable Sessions { get; }

    public RetainedStore Retained { get; }

    public MessageRouter Router { get; }

    public DeadlineWheel Wheel { get; }

    public ArrayPool<byte> Pool => Options.BufferPool;

    public int ConnectedCount => Volatile.Read(ref _connected);

    /// <summary>Read once per decision; a new policy is in place before anything is judged again.</summary>
    public AccessPolicy Policy
    {
        get => _policy;
        set => _policy = value;
    }

    /// <summary>
    /// A peer's attributes as the registry has them now: groups and images change, what the certificate says does not.
    /// Null when the identity is not known or not active.
    /// </summary>
    public PeerAttributes? CurrentAttributes(PeerAttributes peer) =>
        _directory.Find(peer.Identity) is { } found
            ? peer with { Groups = found.Groups, Images = found.Images }
            : null;

    /// <summary>
    /// Whether the publisher is still one that may connect. In-process services are always; a client that was removed
    /// while its message or will was under way is not.
    /// </summary>
    public bool IsStillWelcome(Publication publication) =>
        publication.PublisherClientId.Length == 0 || _directory.Find(publication.Publisher) is not null;

    /// <summary>The keep-alive in use, in seconds: never none, never above the limit.</summary>
    public ushort BoundKeepAlive(ushort asked)
    {
        ushort most = (ushort)Math.Clamp(Options.MaxKeepAlive.TotalSeconds, 1, ushort.MaxValue);
        return asked == 0 || asked > most ? most : asked;
    }

    /// <summary>The session expiry in use for a CONNECT, in seconds.</summary>
    public uint ExpiryOf(ConnectPacket connect) => connect.Version == MqttVersion.V311
        ? connect.CleanStart ? 0 : BoundExpiry(uint.MaxValue) // MQTT 3.1.1, 3.1.2.4: kept, within our limit.
        : BoundExpiry(connect.SessionExpirySeconds);

    public uint BoundExpiry(uint asked) => (uint)Math.Min(asked, Options.MaxSessionExpiry.TotalSeconds);

    public void Accepted(MqttConnection connection)
    {
        Interlocked.Increment(ref _connected);
        ConnectionInfo info = connection.Info;
        Log.Connected(info.Identity, info.ClientId, connection.Version, info.RemoteAddress);
        if (_observer is not null)
        {
            Turn.After(() => _observer.Connected(info));
        }
    }

    public void Ended(MqttConnection connection, CloseReason reason, bool wasConnected)
    {
        ConnectionInfo info = connection.Info;
        if (!wasConnected)
        {
            Metrics.Refused(reason);
            if (Refusals.TryTake(info.Identity))
            {
                Log.ConnectRefused(info.Identity, info.RemoteAddress, reason);
            }

            if (_observer is not null)
            {
                Turn.After(() => _observer.Refused(info, reason));
            }

            return;
        }

        Interlocked.Decrement(ref _connected);
        Metrics.Disconnected(reason);
        Log.Disconnected(info.Identity, info.ClientId, reason);
        if (_observer is not null)
        {
            Turn.After(() => _observer.Disconnected(info, reason));
        }
    }

    public void RefusedPublish(MqttConnection connection, TopicName topic, CloseReason reason)
    {
        Metrics.Refused(reason);
        Identity identity = connection.Peer.Attributes.Identity;
        if (Refusals.TryTake(identity))
        {
            Log.PublishRefused(identity, VisibleText.ForLog(topic.Text), reason);
        }
    }

    public void RefusedSubscription(MqttConnection connection, TopicFilter filter, ReasonCode code)
    {
        Metrics.Refused(code == ReasonCode.QuotaExceeded ? CloseReason.QuotaExceeded
            : code == ReasonCode.TopicFilterInvalid ? CloseReason.TopicFilterInvalid
            : CloseReason.NotAuthorized);
        Identity identity = connection.Peer.Attributes.Identity;
        if (Refusals.TryTake(identity))
        {
            Log.SubscriptionRefused(identity, VisibleText.ForLog(filter.Text), code);
        }
    }
}
