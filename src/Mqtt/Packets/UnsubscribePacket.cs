using Garita.Mqtt.Properties;
using Garita.Mqtt.Topics;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Packets;

/// <summary>UNSUBSCRIBE: subscriptions no longer wanted (MQTT 5, 3.10).</summary>
/// <remarks>
/// <code>
/// | packet identifier, 2 | properties, MQTT 5 | filter, 2 + n, once or more |
/// </code>
/// </remarks>
public sealed record UnsubscribePacket : IPacket
{
    private static readonly ulong Allowed = PropertyBlock.Set(PropertyId.UserProperty);

    /// <summary>Which request this is; never 0.</summary>
    public required ushort PacketId { get; init; }

    /// <summary>One to <see cref="PacketLimits.MaxFilters"/>.</summary>
    public required IReadOnlyList<TopicFilter> Filters { get; init; }

    /// <summary>Name and value pairs; not in MQTT 3.1.1.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <inheritdoc/>
    public PacketType Type => PacketType.Unsubscribe;

    byte IPacket.Flags => 0x02; // [MQTT-3.10.1-1]

    /// <summary>Reads the packet.</summary>
    public static PacketStatus TryRead(scoped in Frame frame, MqttVersion version, out UnsubscribePacket? packet)
    {
        packet = null;
        var reader = new WireReader(frame.Body);
        var status = FilterLists.ReadHead(frame, PacketType.Unsubscribe, Allowed, version, ref reader, out var head);
        if (status != PacketStatus.Ok)
        {
            return status;
        }

        List<TopicFilter> filters = [];
        do
        {
            status = FilterLists.ReadFilter(ref reader, filters.Count, out var filter);
            if (status != PacketStatus.Ok)
            {
                return status;
            }

            filters.Add(filter!);
        }
        while (!reader.AtEnd);

        packet = new UnsubscribePacket
        {
            PacketId = head.PacketId,
            Filters = filters,
            UserProperties = head.Properties.UserProperties(),
        };
        return PacketStatus.Ok;
    }

    void IPacket.WriteBody(ref WireWriter writer, MqttVersion version)
    {
        writer.UInt16(AckView.ThrowIfZero(PacketId));
        if (version == MqttVersion.V500)
        {
            FilterAnswers.WriteProperties(ref writer, null, UserProperties);
        }

        for (int i = 0; i < Filters.Count; i++)
        {
            writer.Binary(Filters[i].Utf8);
        }
    }
}
