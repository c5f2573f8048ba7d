using Garita.Broker.Connections;
using Garita.Broker.Sessions;
using Garita.Contracts.Identities;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.Mqtt.Wire;

namespace Garita.Broker.Routing;

/// <summary>
/// PUBLISH from a client: 1 read, 2 topic or alias, 3 flow control, 4 a repeated QoS 2 publish is answered again, 5
/// rules, policy and limits, 6 copy once, retain, route, 7 acknowledge when every durable taker has it.
/// </summary>
internal static class PublishHandler
{
    public static PacketStatus Handle(BrokerState broker, MqttConnection connection, in Frame frame)
    {
        PacketStatus status = PublishView.TryRead(frame, connection.Version, out PublishView view);
        if (status == PacketStatus.Ok)
        {
            status = FindTopic(connection, view, out TopicName? topic);
            if (topic is not null)
            {
                Handle(broker, connection, view, topic);
            }
        }

        return status;
    }

    private static PacketStatus FindTopic(MqttConnection connection, in PublishView view, out TopicName? topic)
    {
        topic = null;
        if (view.SubscriptionIdentifierCount > 0)
        {
            return PacketStatus.ProtocolError; // [MQTT-3.3.4-6]
        }

        if (view.Topic.IsEmpty)
        {
            topic = connection.Aliases.Find(view.TopicAlias);
            return topic is null ? PacketStatus.TopicAliasInvalid : PacketStatus.Ok;
        }

        topic = connection.ParseTopic(view.Topic);
        if (topic is null)
        {
            return PacketStatus.TopicNameInvalid;
        }

        if (view.TopicAlias != 0 && !connection.Aliases.TrySet(view.TopicAlias, topic))
        {
            topic = null;
            return PacketStatus.TopicAliasInvalid;
        }

        return PacketStatus.Ok;
    }

    private static void Handle(BrokerState broker, MqttConnection connection, in PublishView view, TopicName topic)
    {
        Session session = connection.Session!;
        Task? earlier = view.QoS == QoS.ExactlyOnce ? session.FindIncoming(view.PacketId) : null;
        if (view.QoS != QoS.AtMostOnce && !IsWithinReceiveMaximum(broker, connection, session, earlier is not null))
        {
            connection.End(CloseReason.ReceiveMaximumExceeded); // [MQTT-3.3.4-9]
            return;
        }

        if (earlier is not null)
        {
            connection.Acknowledge(new PendingAck(PacketType.PubRec, view.PacketId, ReasonCode.Success, earlier));
            return;
        }

        PeerAttributes peer = session.Attributes;
        if (Judge(broker, connection, peer, topic) is { } refusal)
        {
            Refuse(broker, connection, view, topic, refusal);
            return;
        }

        Publication publication = Copy(broker, session, view, topic);
        if (publication.Retain && !broker.Retained.TrySet(publication, peer, broker))
        {
            Refuse(broker, connection, view, topic, CloseReason.QuotaExceeded);
            return;
        }

        Task ticket = broker.Router.Route(publication);
        Acknowledge(connection, session, view, ticket);
    }

    private static bool IsWithinReceiveMaximum(
        BrokerState broker, MqttConnection connection, Session session, bool isRepeated)
    {
        if (connection.Version == MqttVersion.V311)
        {
            // Not told a number; paused instead, and only QoS 2 ids are bounded here.
            return isRepeated || session.IncomingCount < broker.Options.MaxUnreleased;
        }

        int limit = broker.Options.ReceiveMaximum;
        AckQueue? acks = connection.Acks;
        // A repeated publish is no new one, but each repetition waits for an answer of its own.
        return (isRepeated || session.IncomingCount + (acks?.PubAckCount ?? 0) < limit)
            && (acks?.Count ?? 0) < 2 * limit;
    }

    private static CloseReason? Judge(
        BrokerState broker, MqttConnection connection, PeerAttributes peer, TopicName topic) =>
        !TopicRules.Allow(topic, broker.Options) ? CloseReason.TopicNameInvalid
        : !connection.MayPublishNow() ? CloseReason.PublishRateExceeded
        : !broker.Policy.JudgePublish(peer, topic).Allowed ? CloseReason.NotAuthorized
        : null;

    // MQTT 5 says so in the acknowledgement and goes on. MQTT 3.1.1 has two answers only, a positive acknowledgement or
    // closing [MQTT-3.3.5-2 of 3.1.1]; an acknowledgement would be a lie, so the connection is closed.
    private static void Refuse(
        BrokerState broker, MqttConnection connection, in PublishView view, TopicName topic, CloseReason reason)
    {
        broker.RefusedPublish(connection, topic, reason);
        if (view.QoS == QoS.AtMostOnce)
        {
            return;
        }

        if (connection.Version == MqttVersion.V311)
        {
            connection.End(reason);
            return;
        }

        PacketType type = view.QoS == QoS.AtLeastOnce ? PacketType.PubAck : PacketType.PubRec;
        ReasonCode code = CloseReasons.ToPublishCode(reason);
        connection.Acknowledge(new PendingAck(type, view.PacketId, code, Task.CompletedTask));
    }

    private static Publication Copy(BrokerState broker, Session session, in PublishView view, TopicName topic)
    {
        byte[] forwarded = [];
        MessageProperties properties = MessageProperties.None;
        if (!view.RawProperties.IsEmpty)
        {
            forwarded = new byte[view.ForwardedPropertiesLength];
            view.CopyForwardedProperties(forwarded);
            properties = view.ToMessageProperties();
        }

        return new Publication(topic, view.Payload.ToArray())
        {
            QoS = view.QoS,
            Retain = view.Retain,
            Properties = properties,
            ForwardedProperties = forwarded,
            Publisher = session.Key.Identity,
            PublisherClientId = session.Key.ClientId,
            ReceivedAt = broker.Clock.UtcNow,
            ReceivedMs = broker.Clock.NowMs,
        };
    }

    private static void Acknowledge(MqttConnection connection, Session session, in PublishView view, Task ticket)
    {
        if (view.QoS == QoS.AtMostOnce)
        {
            return; // Nothing was promised; a failing taker reports for itself.
        }

        PacketType type = PacketType.PubAck;
        if (view.QoS == QoS.ExactlyOnce)
        {
            type = PacketType.PubRec;
            session.NoteIncoming(view.PacketId, ticket);
        }

        connection.Acknowledge(new PendingAck(type, view.PacketId, ReasonCode.Success, ticket));
    }
}
