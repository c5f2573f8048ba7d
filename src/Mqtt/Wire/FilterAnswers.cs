using System.Runtime.InteropServices;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Properties;

namespace Garita.Mqtt.Wire;

/// <summary>What SUBACK and UNSUBACK share (MQTT 5, 3.9 and 3.11).</summary>
/// <remarks>
/// <code>
/// | packet identifier, 2 | properties, MQTT 5 | one reason code for each filter |
/// </code>
/// </remarks>
internal static class FilterAnswers
{
    private static readonly ulong Allowed = PropertyBlock.Set(PropertyId.ReasonString, PropertyId.UserProperty);

    public static PacketStatus ReadHead(
        scoped in Frame frame, PacketType type, MqttVersion version, scoped ref WireReader reader, out PacketHead head)
    {
        var status = FilterLists.ReadHead(frame, type, Allowed, version, ref reader, out head);

        // In MQTT 3.1.1 an UNSUBACK ends here.
        bool ends = type == PacketType.UnsubAck && version == MqttVersion.V311;
        return ends && status == PacketStatus.ProtocolError && head.PacketId != 0 ? PacketStatus.Ok : status;
    }

    public static PacketStatus ReadCodes(
        PacketType type, MqttVersion version, ReadOnlySpan<byte> rest, out ReasonCode[] codes)
    {
        codes = [];
        if (type == PacketType.UnsubAck && version == MqttVersion.V311)
        {
            return rest.IsEmpty ? PacketStatus.Ok : PacketStatus.Malformed;
        }

        foreach (byte code in rest)
        {
            bool allowed = version == MqttVersion.V311
                ? code is <= 2 or 0x80 // MQTT 3.1.1 [MQTT-3.9.3-2]
                : ReasonCodes.Allowed(type, (ReasonCode)code);
            if (!allowed)
            {
                return PacketStatus.ProtocolError;
            }
        }

        codes = MemoryMarshal.Cast<byte, ReasonCode>(rest).ToArray();
        return PacketStatus.Ok;
    }

    public static void WriteProperties(
        ref WireWriter writer, string? reason, IReadOnlyList<UserProperty> properties)
    {
        var counter = WireWriter.Counter;
        counter.Diagnostics(reason, properties);
        writer.Variable((uint)counter.Position);
        writer.Diagnostics(reason, properties);
    }

    public static void WriteCodes(ref WireWriter writer, MqttVersion version, IReadOnlyList<ReasonCode> codes)
    {
        for (int i = 0; i < codes.Count; i++)
        {
            bool failure = (byte)codes[i] >= 0x80;
            writer.Byte(failure && version == MqttVersion.V311 ? (byte)0x80 : (byte)codes[i]);
        }
    }
}
