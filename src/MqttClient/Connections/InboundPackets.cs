using Garita.Mqtt.Packets;
using Garita.Mqtt.Wire;

namespace Garita.MqttClient.Connections;

/// <summary>Reads the packets that a broker may send; any other type is a protocol error.</summary>
internal static class InboundPackets
{
    /// <summary>Reads one frame.</summary>
    public static PacketStatus TryRead(in Frame frame, MqttVersion version, out IPacket? packet)
    {
        packet = null;
        PacketStatus status = PacketStatus.ProtocolError;
        switch (frame.Type)
        {
            case PacketType.ConnAck:
                status = ConnAckPacket.TryRead(frame, version, out ConnAckPacket? connAck);
                packet = connAck;
                break;
            case PacketType.Publish:
                status = PublishPacket.TryRead(frame, version, out PublishPacket? publish);
                packet = publish;
                break;
            case PacketType.PubAck:
                status = PubAckPacket.TryRead(frame, version, out PubAckPacket? pubAck);
                packet = pubAck;
                break;
            case PacketType.PubRec:
                status = PubRecPacket.TryRead(frame, version, out PubRecPacket? pubRec);
                packet = pubRec;
                break;
            case PacketType.PubRel:
                status = PubRelPacket.TryRead(frame, version, out PubRelPacket? pubRel);
                packet = pubRel;
                break;
            case PacketType.PubComp:
                status = PubCompPacket.TryRead(frame, version, out PubCompPacket? pubComp);
                packet = pubComp;
                break;
            case PacketType.SubAck:
                status = SubAckPacket.TryRead(frame, version, out SubAckPacket? subAck);
                packet = subAck;
                break;
            case PacketType.UnsubAck:
                status = UnsubAckPacket.TryRead(frame, version, out UnsubAckPacket? unsubAck);
                packet = unsubAck;
                break;
            case PacketType.PingResp:
                status = PingRespPacket.TryRead(frame, version, out PingRespPacket? pingResp);
                packet = pingResp;
                break;
            case PacketType.Disconnect when version == MqttVersion.V500:
                status = DisconnectPacket.TryRead(frame, version, out DisconnectPacket? disconnect);
                packet = disconnect;
                break;
        }

        return status;
    }
}
