using Garita.Broker.Connections;
using Garita.Contracts.Identities;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Routing;

/// <summary>
/// A service inside this process: it publishes and subscribes under its own identity and the same policy as one that
/// connects. Safe for use by several threads.
/// </summary>
public sealed class LocalPeer : IDisposable
{
    private readonly BrokerState _broker;
    private readonly PeerAttributes _attributes;
    private readonly Lock _gate = new();
    private readonly List<Subscription> _subscriptions = [];
    private bool _disposed;

    internal LocalPeer(BrokerState broker, PeerAttributes attributes)
    {
        _broker = broker;
        _attributes = attributes;
    }

    /// <summary>Who this is to the policy.</summary>
    public Identity Identity => _attributes.Identity;

    /// <summary>Publishes. Completes when every durable taker has the message; faults when one of them does.</summary>
    public async ValueTask<PublishOutcome> PublishAsync(LocalMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        PublishOutcome outcome = Publish(message, out Task ticket);
        await ticket.ConfigureAwait(false);
        return outcome;
    }

    /// <summary>
    /// Subscribes, once per filter; matching retained messages are delivered before this returns. False if the policy
    /// or the rules refuse, or the filter is shared.
    /// </summary>
    public bool TrySubscribe(TopicFilter filter, ILocalSubscriber subscriber)
    {
        ArgumentNullException.ThrowIfNull(filter);
        using Turn.Scope turn = Turn.Enter();
        Subscription added = new(new LocalTaker(_attributes, subscriber), filter, QoS.ExactlyOnce);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            bool allowed = !filter.IsShared
                && TopicRules.Allow(filter, _broker.Options)
                && _broker.Policy.JudgeSubscribe(_attributes, filter).Allowed;
            if (!allowed || _subscriptions.Exists(s => s.Filter.Equals(filter)))
            {
                _broker.Log.LocalSubscriptionRefused(Identity, filter);
                return false;
            }

            _subscriptions.Add(added);
            _broker.Tree.Add(added);
        }

        _broker.Router.DeliverRetained(added);
        return true;
    }

    /// <summary>Ends a subscription; false if there is none.</summary>
    public bool Unsubscribe(TopicFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        lock (_gate)
        {
            Subscription? found = _subscriptions.Find(s => s.Filter.Equals(filter));
            if (found is not null)
            {
                _subscriptions.Remove(found);
                _broker.Tree.Remove(found.Taker, filter);
            }

            return found is not null;
        }
    }

    /// <summary>Ends all subscriptions.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (Subscription subscription in _subscriptions)
            {
                _broker.Tree.Remove(subscription.Taker, subscription.Filter);
            }

            _subscriptions.Clear();
        }
    }

    private PublishOutcome Publish(LocalMessage message, out Task ticket)
    {
        using Turn.Scope turn = Turn.Enter();
        ticket = Task.CompletedTask;
        PublishOutcome outcome = Judge(message.Topic);
        if (outcome == PublishOutcome.Accepted)
        {
            PublishPacket packet = new()
            {
                Topic = message.Topic,
                Payload = message.Payload,
                QoS = message.QoS,
                Retain = message.Retain,
                PacketId = 1,
                Properties = message.Properties,
            };
            Publication publication = Publications.Make(packet, Identity, string.Empty, _broker.Clock);
            if (!message.Retain || _broker.Retained.TrySet(publication, _attributes, _broker))
            {
                ticket = _broker.Router.Route(publication);
                return PublishOutcome.Accepted;
            }

            outcome = PublishOutcome.QuotaExceeded;
        }

        _broker.Log.LocalPublishRefused(Identity, message.Topic, outcome);
        return outcome;
    }

    private PublishOutcome Judge(TopicName topic) =>
        !TopicRules.Allow(topic, _broker.Options) ? PublishOutcome.TopicNameInvalid
        : !_broker.Policy.JudgePublish(_attributes, topic).Allowed ? PublishOutcome.NotAuthorized
        : PublishOutcome.Accepted;
}
