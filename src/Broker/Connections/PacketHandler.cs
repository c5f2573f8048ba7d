using Garita.Broker.Routing;
using Garita.Broker.Sessions;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Wire;

namespace Garita.Broker.Connections;

/// <summary>Says which packets may come when, and hands each to the code that does it.</summary>
internal static class PacketHandler
{
    public static void Handle(BrokerState broker, MqttConnection connection, in Frame frame)
    {
        PacketStatus status = connection.Phase == ConnectionPhase.AwaitingConnect
            ? HandleFirst(broker, connection, frame)
            : HandleNext(broker, connection, frame);
        if (status != PacketStatus.Ok)
        {
            connection.End(ToCloseReason(status));
        }
    }

    /// <summary>A parser's status as the reason to close.</summary>
    public static CloseReason ToCloseReason(PacketStatus status) => status switch
    {
        PacketStatus.Ok or PacketStatus.ProtocolError => CloseReason.ProtocolError,
        PacketStatus.Malformed => CloseReason.MalformedPacket,
        PacketStatus.UnsupportedProtocolVersion => CloseReason.UnsupportedVersion,
        PacketStatus.ClientIdentifierNotValid => CloseReason.ClientIdRefused,
        PacketStatus.TopicNameInvalid => CloseReason.TopicNameInvalid,
        PacketStatus.TopicFilterInvalid => CloseReason.TopicFilterInvalid,
        PacketStatus.TopicAliasInvalid => CloseReason.TopicAliasInvalid,
        PacketStatus.QuotaExceeded => CloseReason.QuotaExceeded,
    };

    private static PacketStatus HandleFirst(BrokerState broker, MqttConnection connection, in Frame frame)
    {
        // [MQTT-3.1.0-1]: the first packet is CONNECT.
        if (frame.Type != PacketType.Connect)
        {
            return PacketStatus.ProtocolError;
        }

        ConnectHandler.Handle(broker, connection, frame);
        return PacketStatus.Ok;
    }

    private static PacketStatus HandleNext(BrokerState broker, MqttConnection connection, in Frame frame)
    {
        switch (frame.Type)
        {
            case PacketType.Publish:
                return PublishHandler.Handle(broker, connection, frame);
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp:
                return HandleAck(connection, frame);
            case PacketType.Subscribe:
                return SubscribeHandler.Subscribe(broker, connection, frame);
            case PacketType.Unsubscribe:
                return SubscribeHandler.Unsubscribe(connection, frame);
            case PacketType.PingReq:
                return HandlePing(connection, frame);
            case PacketType.Disconnect:
                return HandleDisconnect(broker, connection, frame);
            default:
                // A second CONNECT [MQTT-3.1.0-2], AUTH where none was agreed, packets only a server sends.
                return PacketStatus.ProtocolError;
        }
    }

    private static PacketStatus HandlePing(MqttConnection connection, in Frame frame)
    {
        PacketStatus status = PingReqPacket.TryRead(frame, connection.Version, out _);
        if (status == PacketStatus.Ok)
        {
            connection.Send(PingRespPacket.Instance); // [MQTT-3.12.4-1]
        }

        return status;
    }

    private static PacketStatus HandleAck(MqttConnection connection, in Frame frame)
    {
        PacketStatus status = AckView.TryRead(frame, connection.Version, out AckView ack);
        if (status != PacketStatus.Ok)
        {
            return status;
        }

        bool success = (byte)ack.ReasonCode < 0x80;
        Session session = connection.Session!;
        switch (frame.Type)
        {
            case PacketType.PubRel:
                // [MQTT-4.3.3-11]: PUBCOMP also for an id we do not know: it answers a repeated PUBREL.
                connection.SendAck(
                    PacketType.PubComp, ack.PacketId,
                    session.ReleaseIncoming(ack.PacketId) ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound);
                break;
            case PacketType.PubRec when success:
                // [MQTT-4.3.3-4]
                connection.SendAck(
                    PacketType.PubRel, ack.PacketId,
                    session.ReleaseOutgoing(ack.PacketId) ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound);
                break;
            default:
                session.FinishOutgoing(connection, ack.PacketId);
                break;
        }

        return PacketStatus.Ok;
    }

    private static PacketStatus HandleDisconnect(BrokerState broker, MqttConnection connection, in Frame frame)
    {
        PacketStatus status = DisconnectPacket.TryRead(frame, connection.Version, out DisconnectPacket? packet);
        if (status != PacketStatus.Ok)
        {
            return status;
        }

        // A session that was to end with the connection cannot be prolonged now (MQTT 5, 3.14.2.2.2).
        if (packet!.SessionExpirySeconds is > 0 && connection.Session!.ExpirySeconds == 0)
        {
            return PacketStatus.ProtocolError;
        }

        uint? expiry = packet.SessionExpirySeconds is { } seconds ? broker.BoundExpiry(seconds) : null;
        // [MQTT-3.14.4-3]: the will is discarded, unless the client asks for it with 0x04.
        connection.End(
            CloseReason.ClientDisconnect, publishWill: packet.ReasonCode != ReasonCode.Success, expiry);
        return PacketStatus.Ok;
    }
}
