using Garita.Broker.Connections;
using Garita.Broker.Sessions;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Wire;

namespace Garita.Broker.Routing;

/// <summary>
/// SUBSCRIBE and UNSUBSCRIBE: each filter is judged by itself; the answer goes before retained messages.
/// </summary>
internal static class SubscribeHandler
{
    public static PacketStatus Subscribe(BrokerState broker, MqttConnection connection, in Frame frame)
    {
        PacketStatus status = SubscribePacket.TryRead(frame, connection.Version, out SubscribePacket? packet);
        if (status != PacketStatus.Ok)
        {
            return status;
        }

        Session session = connection.Session!;
        ReasonCode[] codes = new ReasonCode[packet!.Subscriptions.Count];
        List<Subscription> wantRetained = [];
        for (int i = 0; i < codes.Length; i++)
        {
            SubscriptionRequest request = packet.Subscriptions[i];
            codes[i] = Subscribe(broker, session, request, packet.SubscriptionIdentifier ?? 0, wantRetained);
            if ((byte)codes[i] >= 0x80)
            {
                broker.RefusedSubscription(connection, request.Filter, codes[i]);
            }
        }

        connection.Send(new SubAckPacket { PacketId = packet.PacketId, ReasonCodes = codes }); // [MQTT-3.8.4-1]
        foreach (Subscription subscription in wantRetained)
        {
            broker.Router.DeliverRetained(subscription);
        }

        return PacketStatus.Ok;
    }

    public static PacketStatus Unsubscribe(MqttConnection connection, in Frame frame)
    {
        PacketStatus status = UnsubscribePacket.TryRead(frame, connection.Version, out UnsubscribePacket? packet);
        if (status != PacketStatus.Ok)
        {
            return status;
        }

        Session session = connection.Session!;
        ReasonCode[] codes = [.. packet!.Filters.Select(
            f => session.Unsubscribe(f) ? ReasonCode.Success : ReasonCode.NoSubscriptionExisted)];
        connection.Send(new UnsubAckPacket { PacketId = packet.PacketId, ReasonCodes = codes }); // [MQTT-3.10.4-4]
        return PacketStatus.Ok;
    }

    private static ReasonCode Subscribe(
        BrokerState broker, Session session, SubscriptionRequest request, uint identifier,
        List<Subscription> wantRetained)
    {
        if (!TopicRules.Allow(request.Filter, broker.Options))
        {
            return ReasonCode.TopicFilterInvalid;
        }

        ReasonCode code = session.Subscribe(request, identifier, out bool isNew);
        bool sendsRetained = !request.Filter.IsShared // MQTT 5, 4.8.2: never for a shared subscription
            && (request.RetainHandling == RetainHandling.SendAlways // [MQTT-3.3.1-9]
                || (request.RetainHandling == RetainHandling.SendIfNew && isNew)); // [MQTT-3.3.1-10], [MQTT-3.3.1-11]
        if ((byte)code < 0x80 && sendsRetained)
        {
            wantRetained.Add(new Subscription(
                session, request.Filter, request.MaximumQoS, request.NoLocal, request.RetainAsPublished, identifier));
        }

        return code;
    }
}
