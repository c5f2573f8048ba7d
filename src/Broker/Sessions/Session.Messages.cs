using Garita.Broker.Connections;
using Garita.Broker.Routing;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Sessions;

/// <content>Messages to and from the client, and its subscriptions.</content>
internal sealed partial class Session
{
    /// <summary>QoS 1 and 2 publishes received whose end has not come; counts against our Receive Maximum.</summary>
    public int IncomingCount
    {
        get
        {
            lock (_gate)
            {
                return _incoming?.Count ?? 0;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask Take(Publication publication, in DeliveryTerms terms, ref FrameCache frames)
    {
        bool dropped;
        lock (_gate)
        {
            dropped = terms.QoS == QoS.AtMostOnce
                ? !SendUnacknowledged(publication, terms, ref frames)
                : !SendOrQueue(publication, terms, ref frames);
        }

        if (dropped)
        {
            broker.Metrics.Dropped(1);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Sends what waits, as far as the connection takes it.</summary>
    public void Pump(MqttConnection connection)
    {
        int dropped = 0;
        long nowMs = broker.Clock.NowMs;
        lock (_gate)
        {
            if (ReferenceEquals(_connection, connection) && _outgoing.Count > 0)
            {
                FrameCache frames = new(broker.Pool, nowMs);
                try
                {
                    DeliveryJudge judge = new(broker.Policy, _attributes, nowMs);
                    dropped = _outgoing.Pump(connection, judge, ref frames);
                }
                finally
                {
                    frames.Dispose();
                }
            }
        }

        if (dropped > 0)
        {
            broker.Metrics.Dropped(dropped);
        }
    }

    /// <summary>A message is acknowledged; the next one may go.</summary>
    public void FinishOutgoing(MqttConnection connection, ushort packetId)
    {
        bool more;
        lock (_gate)
        {
            more = _outgoing.Finish(packetId) && _outgoing.HasWaiting;
        }

        if (more)
        {
            Pump(connection);
        }
    }

    /// <summary>PUBREC came; false for an unknown id.</summary>
    public bool ReleaseOutgoing(ushort packetId)
    {
        lock (_gate)
        {
            return _outgoing.Release(packetId);
        }
    }

    /// <summary>
    /// The ticket of a QoS 2 publish that came before and was not released; null if there is none, or if it failed and
    /// the publish is to be routed again [MQTT-4.3.3-10].
    /// </summary>
    public Task? FindIncoming(ushort packetId)
    {
        lock (_gate)
        {
            return _incoming is not null && _incoming.TryGetValue(packetId, out Task? ticket)
                && !ticket.IsFaulted && !ticket.IsCanceled ? ticket : null;
        }
    }

    /// <summary>Notes a QoS 2 publish that was routed, until PUBREL.</summary>
    public void NoteIncoming(ushort packetId, Task ticket)
    {
        lock (_gate)
        {
            if (!_isDiscarded)
            {
                (_incoming ??= [])[packetId] = ticket;
            }
        }
    }

    /// <summary>PUBREL came; false for an unknown id.</summary>
    public bool ReleaseIncoming(ushort packetId)
    {
        lock (_gate)
        {
            return _incoming?.Remove(packetId) ?? false;
        }
    }

    /// <summary>
    /// Adds or replaces a subscription, judged under the session's lock so that no change of policy can slip between.
    /// </summary>
    public ReasonCode Subscribe(SubscriptionRequest request, uint identifier, out bool isNew)
    {
        isNew = false;
        lock (_gate)
        {
            if (_isDiscarded)
            {
                return ReasonCode.UnspecifiedError;
            }

            if (!broker.Policy.JudgeSubscribe(_attributes, request.Filter).Allowed)
            {
                return ReasonCode.NotAuthorized;
            }

            int index = Array.FindIndex(_subscriptions, s => s.Filter.Equals(request.Filter));
            if (index < 0 && _subscriptions.Length >= broker.Options.MaxSubscriptionsPerSession)
            {
                return ReasonCode.QuotaExceeded;
            }

            Subscription added = new(
                this, request.Filter, request.MaximumQoS, request.NoLocal, request.RetainAsPublished, identifier);
            isNew = index < 0;
            if (isNew)
            {
                _subscriptions = [.. _subscriptions, added];
            }
            else
            {
                _subscriptions[index] = added; // [MQTT-3.8.4-3]
            }

            broker.Tree.Add(added);
            return (ReasonCode)request.MaximumQoS;
        }
    }

    /// <summary>Takes a subscription out; false if there was none.</summary>
    public bool Unsubscribe(TopicFilter filter)
    {
        lock (_gate)
        {
            Subscription? found = Array.Find(_subscriptions, s => s.Filter.Equals(filter));
            if (found is not null)
            {
                Drop(found);
            }

            return found is not null;
        }
    }

    // QoS 0 never waits: without connection or room it is dropped.
    private bool SendUnacknowledged(Publication publication, in DeliveryTerms terms, ref FrameCache frames) =>
        _connection is null
        || _connection.SendPublish(new PublishToSend(publication, terms, 0, IsDuplicate: false), ref frames)
            == SendOutcome.Sent;

    private bool SendOrQueue(Publication publication, in DeliveryTerms terms, ref FrameCache frames)
    {
        if (_isDiscarded)
        {
            return true;
        }

        SendOutcome outcome = _connection is { } connection
            ? _outgoing.TrySendNow(publication, terms, connection, ref frames)
            : SendOutcome.NoRoom;
        return outcome == SendOutcome.Sent
            || (outcome == SendOutcome.NoRoom && _outgoing.TryEnqueue(publication, terms, broker.Options));
    }
}
