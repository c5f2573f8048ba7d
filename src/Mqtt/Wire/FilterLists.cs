using Garita.Mqtt.Packets;
using Garita.Mqtt.Properties;
using Garita.Mqtt.Topics;

namespace Garita.Mqtt.Wire;

/// <summary>What SUBSCRIBE and UNSUBSCRIBE share (MQTT 5, 3.8 and 3.10).</summary>
internal static class FilterLists
{
    public static PacketStatus ReadHead(
        scoped in Frame frame,
        PacketType type,
        ulong allowed,
        MqttVersion version,
        scoped ref WireReader reader,
        out PacketHead head)
    {
        head = default;
        if (frame.Type != type)
        {
            return PacketStatus.Malformed;
        }

        var status = reader.ReadPacketId(out ushort id);
        if (status != PacketStatus.Ok)
        {
            return status;
        }

        status = PropertyBlock.Read(ref reader, version, allowed, out var properties);
        if (status != PacketStatus.Ok)
        {
            return status;
        }

        head = new PacketHead(id, properties);

        // [MQTT-3.8.3-2], [MQTT-3.10.3-2]: at least one filter.
        return reader.AtEnd ? PacketStatus.ProtocolError : PacketStatus.Ok;
    }

    public static PacketStatus ReadFilter(scoped ref WireReader reader, int already, out TopicFilter? filter)
    {
        filter = null;
        if (already == PacketLimits.MaxFilters)
        {
            return PacketStatus.QuotaExceeded;
        }

        if (!reader.TryReadUtf8(out var utf8))
        {
            return PacketStatus.Malformed;
        }

        return TopicFilter.TryParse(utf8, out filter) ? PacketStatus.Ok : PacketStatus.TopicFilterInvalid;
    }
}
