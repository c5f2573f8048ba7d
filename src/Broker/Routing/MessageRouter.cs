using Garita.Broker.Access;
using Garita.Broker.Sessions;
using Garita.Contracts.Identities;
using Garita.Mqtt.Packets;

namespace Garita.Broker.Routing;

/// <summary>
/// From one accepted message to everyone who gets it. Holds no lock while handing over; touches only what matches.
/// </summary>
internal sealed class MessageRouter(BrokerState broker)
{
    /// <summary>Hands a message to all takers; the ticket completes when every durable one has it.</summary>
    public Task Route(Publication publication)
    {
        MatchList matches = MatchList.Rent();
        FrameCache frames = new(broker.Pool, publication.ReceivedMs);
        try
        {
            broker.Tree.Match(publication.Topic, matches);
            TicketSet tickets = default;
            AccessPolicy policy = broker.Policy;
            int delivered = matches.MayRepeat
                ? DeliverMerged(publication, matches, policy, ref frames, ref tickets)
                : DeliverEach(publication, matches, policy, ref frames, ref tickets);
            foreach (SharedGroup group in matches.Groups)
            {
                delivered += DeliverShared(publication, group, policy, ref frames, ref tickets);
            }

            broker.Metrics.Routed(delivered, matches.NodesVisited);
            return tickets.ToTask();
        }
        finally
        {
            frames.Dispose();
            matches.Return();
        }
    }

    /// <summary>Publishes the will of a session whose connection is gone, judged again as it stands.</summary>
    public void PublishWill(Session session, WillMessage will)
    {
        PeerAttributes peer = session.Attributes;
        Publication publication = Publications.Make(
            new PublishPacket
            {
                Topic = will.Topic,
                Payload = will.Payload,
                QoS = will.QoS,
                Retain = will.Retain,
                PacketId = 1,
                Properties = will.Properties,
            },
            session.Key.Identity, session.Key.ClientId, broker.Clock);
        if (!broker.IsStillWelcome(publication) || !broker.Policy.JudgePublish(peer, will.Topic).Allowed)
        {
            broker.Log.WillRefused(session.Key.Identity, session.Key.ClientId);
            return;
        }

        if (will.Retain && !broker.Retained.TrySet(publication, peer, broker))
        {
            broker.Log.WillRefused(session.Key.Identity, session.Key.ClientId);
        }

        // Nobody waits for an acknowledgement of a will; a failing taker reports for itself.
        _ = Route(publication);
    }

    /// <summary>Hands the matching retained messages to one new subscription (MQTT 5, 3.3.1.3).</summary>
    public void DeliverRetained(Subscription subscription)
    {
        long nowMs = broker.Clock.NowMs;
        DeliveryJudge judge = new(broker.Policy, subscription.Taker.Attributes, nowMs);
        FrameCache frames = new(broker.Pool, nowMs);
        try
        {
            foreach (Publication publication in broker.Retained.Match(subscription.Filter, nowMs))
            {
                if (judge.MayDeliver(publication) && !IsOwn(publication, subscription))
                {
                    // [MQTT-3.3.1-8]: sent with the retain flag, whatever Retain As Published says.
                    DeliveryTerms terms = new(Lower(publication.QoS, subscription), true, subscription.Identifiers);
                    _ = subscription.Taker.Take(publication, terms, ref frames).AsTask();
                }
            }
        }
        finally
        {
            frames.Dispose();
        }
    }

    private static int DeliverEach(
        Publication publication, MatchList matches, AccessPolicy policy, ref FrameCache frames, ref TicketSet tickets)
    {
        int delivered = 0;
        foreach (Subscription subscription in matches.Found)
        {
            if (IsWanted(publication, subscription, policy))
            {
                DeliveryTerms terms = new(
                    Lower(publication.QoS, subscription), IsRetainKept(publication, subscription),
                    subscription.Identifiers);
                tickets.Add(subscription.Taker.Take(publication, terms, ref frames));
                delivered++;
            }
        }

        return delivered;
    }

    // [MQTT-3.3.4-2], [MQTT-3.3.4-3]: a taker with overlapping filters gets one copy, with the highest QoS granted and
    // every identifier.
    private static int DeliverMerged(
        Publication publication, MatchList matches, AccessPolicy policy, ref FrameCache frames, ref TicketSet tickets)
    {
        Dictionary<IMessageTaker, DeliveryTerms> merged = new(ReferenceEqualityComparer.Instance);
        foreach (Subscription subscription in matches.Found)
        {
            if (!IsWanted(publication, subscription, policy))
            {
                continue;
            }

            DeliveryTerms terms = new(
                Lower(publication.QoS, subscription), IsRetainKept(publication, subscription),
                subscription.Identifiers);
            merged[subscription.Taker] = merged.TryGetValue(subscription.Taker, out DeliveryTerms other)
                ? other.MergedWith(terms)
                : terms;
        }

        foreach ((IMessageTaker taker, DeliveryTerms terms) in merged)
        {
            tickets.Add(taker.Take(publication, terms, ref frames));
        }

        return merged.Count;
    }

    // MQTT 5, 4.8.2: one member gets it; the round goes over those that are connected, the others come last.
    private static int DeliverShared(
        Publication publication, SharedGroup group, AccessPolicy policy, ref FrameCache frames, ref TicketSet tickets)
    {
        ReadOnlySpan<Subscription> members = group.Members is { } set ? set.Items : default;
        if (members.IsEmpty)
        {
            return 0;
        }

        uint start = group.NextStart();
        Subscription? chosen = null;
        for (uint i = 0; i < members.Length; i++)
        {
            Subscription member = members[(int)((start + i) % (uint)members.Length)];
            if (policy.JudgeDelivery(member.Taker.Attributes, publication.Topic).Allowed)
            {
                chosen ??= member;
                if (member.Taker.IsReachable)
                {
                    chosen = member;
                    break;
                }
            }
        }

        if (chosen is null)
        {
            return 0;
        }

        DeliveryTerms terms = new(
            Lower(publication.QoS, chosen), IsRetainKept(publication, chosen), chosen.Identifiers);
        tickets.Add(chosen.Taker.Take(publication, terms, ref frames));
        return 1;
    }

    private static bool IsWanted(Publication publication, Subscription subscription, AccessPolicy policy) =>
        !IsOwn(publication, subscription)
        && policy.JudgeDelivery(subscription.Taker.Attributes, publication.Topic).Allowed;

    // [MQTT-3.8.3-3]
    private static bool IsOwn(Publication publication, Subscription subscription) =>
        subscription.NoLocal
        && subscription.Taker.Attributes.Identity == publication.Publisher
        && subscription.Taker.ClientId == publication.PublisherClientId;

    // [MQTT-3.8.4-8]
    private static QoS Lower(QoS published, Subscription subscription) =>
        published < subscription.MaximumQoS ? published : subscription.MaximumQoS;

    // [MQTT-3.3.1-12], [MQTT-3.3.1-13]
    private static bool IsRetainKept(Publication publication, Subscription subscription) =>
        publication.Retain && subscription.RetainAsPublished;
}
