using System.Threading.Channels;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;

namespace Garita.MqttClient.Sessions;

/// <summary>
/// What outlives connections: publishes not complete, ids received with QoS 2, subscriptions. It lives in memory: a
/// process that ends takes it along.
/// </summary>
internal sealed class ClientSession
{
    private readonly Lock _gate = new();
    private readonly Lock _subscriptionGate = new();

    // Guarded by _subscriptionGate.
    private readonly Dictionary<TopicFilter, SubscriptionRequest> _subscriptions = [];

    // Holds one token at most: "there may be something to send".
    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private long _dropped;

    public ClientSession(BrokerClientOptions options)
    {
        PacketIds ids = new();
        Flights = new OutgoingFlights(ids, _gate, options.MaxPending);
        Requests = new PendingRequests(ids, _gate);
        Incoming = Channel.CreateBounded<ReceivedMessage>(options.ReceiveMaximum);
        Remember(options.Subscriptions);
    }

    /// <summary>Own publishes that are not complete.</summary>
    public OutgoingFlights Flights { get; }

    /// <summary>Own requests that wait for an answer.</summary>
    public PendingRequests Requests { get; }

    /// <summary>Acknowledgements owed to the broker.</summary>
    public IncomingAcks Acks { get; } = new();

    /// <summary>Received messages on their way to the application; bounded by Receive Maximum.</summary>
    public Channel<ReceivedMessage> Incoming { get; }

    /// <summary>What is to be subscribed to whenever the broker has no session.</summary>
    public IReadOnlyList<SubscriptionRequest> Subscriptions
    {
        get
        {
            lock (_subscriptionGate)
            {
                return [.. _subscriptions.Values];
            }
        }
    }

    /// <summary>QoS 0 messages dropped because the application was slow.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Counts a dropped message.</summary>
    public void CountDropped() => Interlocked.Increment(ref _dropped);

    /// <summary>Says that there may be something to send.</summary>
    public void Wake() => _work.Writer.TryWrite(true);

    /// <summary>Waits until there may be something to send.</summary>
    public async ValueTask WaitForWorkAsync(CancellationToken cancellationToken) =>
        await _work.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Keeps subscriptions for the day the broker has lost them.</summary>
    public void Remember(IEnumerable<SubscriptionRequest> requests)
    {
        lock (_subscriptionGate)
        {
            foreach (SubscriptionRequest request in requests)
            {
                _subscriptions[request.Filter] = request;
            }
        }
    }

    /// <summary>Drops subscriptions.</summary>
    public void Forget(IEnumerable<TopicFilter> filters)
    {
        lock (_subscriptionGate)
        {
            foreach (TopicFilter filter in filters)
            {
                _subscriptions.Remove(filter);
            }
        }
    }

    /// <summary>A connection has ended.</summary>
    public void ConnectionEnded(MqttClientException why)
    {
        Flights.ConnectionEnded();
        Acks.ConnectionEnded();
        Requests.FailAll(why);
    }

    /// <summary>A connection has begun without a session at the broker [MQTT-3.2.2-5].</summary>
    public void SessionLost()
    {
        Flights.SessionLost();
        Acks.SessionLost();
    }
}
