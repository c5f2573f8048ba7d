using Garita.Mqtt.Packets;

namespace Garita.Broker.Connections;

/// <summary>Acknowledgements that say more than success.</summary>
internal static class AckPackets
{
    /// <summary>The packet of one of the four types.</summary>
    public static IPacket Make(PacketType type, ushort packetId, ReasonCode reason)
    {
        if (type == PacketType.PubAck)
        {
            return new PubAckPacket { PacketId = packetId, ReasonCode = reason };
        }

        if (type == PacketType.PubRec)
        {
            return new PubRecPacket { PacketId = packetId, ReasonCode = reason };
        }

        return type == PacketType.PubRel
            ? new PubRelPacket { PacketId = packetId, ReasonCode = reason }
            : new PubCompPacket { PacketId = packetId, ReasonCode = reason };
    }
}
