using Garita.Broker.Access;
using Garita.Broker.Connections;
using Garita.Broker.Limits;
using Garita.Broker.Routing;
using Garita.Contracts.Identities;
using Garita.Mqtt.Packets;

namespace Garita.Broker.Sessions;

/// <summary>
/// What the broker keeps for one client id of one identity (MQTT 5, 4.1): subscriptions, messages on their way, the
/// will. Everything is guarded by the session's own lock, held for single appends and never while calling out. Lock
/// order: session, then subscription tree or connection output.
/// </summary>
internal sealed partial class Session(BrokerState broker, SessionKey key, PeerAttributes attributes)
    : IMessageTaker, ITimed
{
    private readonly Lock _gate = new();

    private OutgoingQueue _outgoing;
    private Dictionary<ushort, Task>? _incoming; // QoS 2 publishes received and not yet released, with their tickets
    private Subscription[] _subscriptions = [];
    private MqttConnection? _connection;
    private WillMessage? _will;
    private long _willDueMs = long.MaxValue; // set while there is no connection and the will waits
    private long _expiresMs = long.MaxValue; // set while there is no connection
    private bool _isDiscarded;
    private volatile PeerAttributes _attributes = attributes;

    long ITimed.WheelTick { get; set; }

    public SessionKey Key { get; } = key;

    public PeerAttributes Attributes => _attributes;

    public string ClientId => Key.ClientId;

    public bool IsReachable => Volatile.Read(ref _connection) is not null;

    public MqttConnection? Connection => Volatile.Read(ref _connection);

    /// <summary>Seconds the session outlives its connection.</summary>
    public uint ExpirySeconds { get; private set; }

    /// <summary>
    /// Ties a connection to the session, in place of the one that may be there. False when the session was discarded
    /// meanwhile: the caller makes another.
    /// </summary>
    public bool TryAttach(
        MqttConnection connection, ConnectPacket connect, PeerAttributes current, uint expirySeconds,
        ConnAckPacket answer)
    {
        MqttConnection? previous;
        WillMessage? overdue;
        lock (_gate)
        {
            if (_isDiscarded)
            {
                return false;
            }

            previous = _connection;
            // [MQTT-3.1.3-9]: back before the delay has passed, the will is not sent; one without delay is, at
            // takeover.
            overdue = previous is not null && _will is { DelaySeconds: 0 } ? _will : null;
            _attributes = current;
            _will = connect.Will;
            _willDueMs = _expiresMs = long.MaxValue;
            ExpirySeconds = expirySeconds;
            int window = broker.Options.MaxInFlight;
            _outgoing.Rewind(Math.Min(connect.ReceiveMaximum, window), window); // [MQTT-3.3.4-7]
            Volatile.Write(ref _connection, connection);
            connection.Send(answer); // [MQTT-3.2.0-1]: under the lock, so that no message can come before it.
        }

        previous?.End(CloseReason.TakenOver); // [MQTT-3.1.4-3]
        PublishWill(overdue);
        return true;
    }

    /// <summary>A connection ended. Does nothing if another has taken its place.</summary>
    public void Detach(MqttConnection connection, in SessionEnd end)
    {
        WillMessage? due = null;
        long nextMs;
        bool ends;
        lock (_gate)
        {
            if (!ReferenceEquals(_connection, connection))
            {
                return;
            }

            Volatile.Write(ref _connection, null);
            ExpirySeconds = end.ExpirySeconds ?? ExpirySeconds;
            ends = ExpirySeconds == 0 || CloseReasons.DiscardsSession(end.Reason);
            long nowMs = broker.Clock.NowMs;
            _will = end.PublishWill && !CloseReasons.DiscardsSession(end.Reason) ? _will : null;
            if (_will is { } will && will.DelaySeconds > 0 && !ends)
            {
                _willDueMs = nowMs + (Math.Min(will.DelaySeconds, ExpirySeconds) * 1000L); // [MQTT-3.1.3-9]
            }
            else
            {
                due = _will; // [MQTT-3.1.2-8]
                _will = null;
            }

            _expiresMs = ends ? long.MaxValue : nowMs + (ExpirySeconds * 1000L);
            nextMs = Math.Min(_willDueMs, _expiresMs);
            if (ends)
            {
                Clear(); // [MQTT-3.1.2-23], [MQTT-4.1.0-2]
            }
        }

        if (ends)
        {
            broker.Sessions.Remove(this);
        }
        else
        {
            broker.Wheel.Add(this, nextMs);
        }

        PublishWill(due);
    }

    /// <summary>
    /// Ends the session for good: no subscription, message or will of it is left. A live connection is ended with the
    /// reason.
    /// </summary>
    /// <param name="reason">Why.</param>
    /// <param name="publishWill">Whether the end of the session sends the will (MQTT 5, 3.1.2.5), or takes it
    /// along.</param>
    public void Discard(CloseReason reason, bool publishWill)
    {
        MqttConnection? connection;
        WillMessage? will;
        lock (_gate)
        {
            connection = _connection;
            will = publishWill ? _will : null;
            Volatile.Write(ref _connection, null);
            Clear();
        }

        broker.Sessions.Remove(this);
        connection?.End(reason);
        PublishWill(will);
    }

    /// <inheritdoc/>
    public long CheckDeadlines(long nowMs)
    {
        WillMessage? due = null;
        bool expired;
        long nextMs;
        using Turn.Scope turn = Turn.Enter();
        lock (_gate)
        {
            if (_willDueMs <= nowMs)
            {
                due = _will;
                _will = null;
                _willDueMs = long.MaxValue;
            }

            expired = _expiresMs <= nowMs;
            if (expired)
            {
                Clear();
            }

            nextMs = Math.Min(_willDueMs, _expiresMs);
        }

        if (expired)
        {
            broker.Sessions.Remove(this);
        }

        PublishWill(due);
        return expired ? long.MaxValue : nextMs;
    }

    /// <summary>Judges again what this session holds; a connection stays, what it may no longer have goes.</summary>
    public void Rejudge(AccessPolicy policy, PeerAttributes? current, RejudgeCounts counts)
    {
        lock (_gate)
        {
            _attributes = current ?? _attributes;
            counts.Sessions++;
            foreach (Subscription subscription in _subscriptions)
            {
                if (!policy.JudgeSubscribe(_attributes, subscription.Filter).Allowed)
                {
                    Drop(subscription);
                    counts.Subscriptions++;
                }
            }

            counts.Queued += _outgoing.RemoveDenied(new DeliveryJudge(policy, _attributes, broker.Clock.NowMs));
            if (_will is not null && !policy.JudgePublish(_attributes, _will.Topic).Allowed)
            {
                _will = null;
                _willDueMs = long.MaxValue;
                counts.Wills++;
            }
        }
    }

    private void PublishWill(WillMessage? will)
    {
        if (will is not null)
        {
            broker.Router.PublishWill(this, will);
        }
    }

    // Called under the session's lock. Nothing can be added to a discarded session.
    private void Clear()
    {
        _isDiscarded = true;
        _outgoing.Clear();
        _incoming = null;
        _will = null;
        _expiresMs = _willDueMs = long.MaxValue;
        foreach (Subscription subscription in _subscriptions)
        {
            broker.Tree.Remove(this, subscription.Filter);
        }

        _subscriptions = [];
    }

    // Called under the session's lock.
    private void Drop(Subscription subscription)
    {
        broker.Tree.Remove(this, subscription.Filter);
        _subscriptions = Array.FindAll(_subscriptions, s => !ReferenceEquals(s, subscription));
    }
}
