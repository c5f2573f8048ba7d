using Garita.Mqtt.Properties;
using Garita.Mqtt.Topics;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Packets;

/// <summary>SUBSCRIBE: subscriptions wanted (MQTT 5, 3.8).</summary>
/// <remarks>
/// <code>
/// | packet identifier, 2 | properties, MQTT 5 | ( filter, 2 + n | options, 1 ) once or more |
/// </code>
/// </remarks>
public sealed record SubscribePacket : IPacket
{
    private static readonly ulong Allowed =
        PropertyBlock.Set(PropertyId.SubscriptionIdentifier, PropertyId.UserProperty);

    /// <summary>Which request this is; never 0.</summary>
    public required ushort PacketId { get; init; }

    /// <summary>One to <see cref="PacketLimits.MaxFilters"/>.</summary>
    public required IReadOnlyList<SubscriptionRequest> Subscriptions { get; init; }

    /// <summary>1 to 268,435,455, sent back with every matching message; not in MQTT 3.1.1.</summary>
    public uint? SubscriptionIdentifier { get; init; }

    /// <summary>Name and value pairs; not in MQTT 3.1.1.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <inheritdoc/>
    public PacketType Type => PacketType.Subscribe;

    byte IPacket.Flags => 0x02; // [MQTT-3.8.1-1]

    /// <summary>Reads the packet.</summary>
    public static PacketStatus TryRead(scoped in Frame frame, MqttVersion version, out SubscribePacket? packet)
    {
        packet = null;
        var reader = new WireReader(frame.Body);
        var status = FilterLists.ReadHead(frame, PacketType.Subscribe, Allowed, version, ref reader, out var head);
        if (status != PacketStatus.Ok)
        {
            return status;
        }

        if (head.Properties.SubscriptionIdentifierCount > 1)
        {
            return PacketStatus.ProtocolError; // MQTT 5, 3.8.2.1.2
        }

        status = ReadSubscriptions(ref reader, version, out var subscriptions);
        if (status == PacketStatus.Ok)
        {
            packet = new SubscribePacket
            {
                PacketId = head.PacketId,
                Subscriptions = subscriptions,
                SubscriptionIdentifier = head.Properties.IdentifierOrNull(),
                UserProperties = head.Properties.UserProperties(),
            };
        }

        return status;
    }

    void IPacket.WriteBody(ref WireWriter writer, MqttVersion version)
    {
        writer.UInt16(AckView.ThrowIfZero(PacketId));
        if (version == MqttVersion.V500)
        {
            var counter = WireWriter.Counter;
            WriteProperties(ref counter);
            writer.Variable((uint)counter.Position);
            WriteProperties(ref writer);
        }

        for (int i = 0; i < Subscriptions.Count; i++)
        {
            writer.Binary(Subscriptions[i].Filter.Utf8);
            writer.Byte(OptionsOf(Subscriptions[i], version));
        }
    }

    private static byte OptionsOf(SubscriptionRequest request, MqttVersion version)
    {
        if (version == MqttVersion.V311)
        {
            return (byte)request.MaximumQoS;
        }

        return (byte)((int)request.MaximumQoS
            | (request.NoLocal ? 0x04 : 0)
            | (request.RetainAsPublished ? 0x08 : 0)
            | ((int)request.RetainHandling << 4));
    }

    private static PacketStatus ReadSubscriptions(
        scoped ref WireReader reader, MqttVersion version, out List<SubscriptionRequest> subscriptions)
    {
        subscriptions = [];
        do
        {
            var status = FilterLists.ReadFilter(ref reader, subscriptions.Count, out var filter);
            if (status == PacketStatus.Ok)
            {
                status = ReadOptions(ref reader, version, filter!, out var request);
                subscriptions.Add(request!);
            }

            if (status != PacketStatus.Ok)
            {
                return status;
            }
        }
        while (!reader.AtEnd);

        return PacketStatus.Ok;
    }

    private static PacketStatus ReadOptions(
        scoped ref WireReader reader, MqttVersion version, TopicFilter filter, out SubscriptionRequest? request)
    {
        request = null;
        int reserved = version == MqttVersion.V311 ? 0xFC : 0xC0;
        if (!reader.TryReadByte(out byte options) || (options & reserved) != 0)
        {
            return PacketStatus.Malformed; // [MQTT-3.8.3-5]
        }

        bool noLocal = (options & 0x04) != 0;
        if ((options & 0x03) == 0x03 || (options & 0x30) == 0x30 || (noLocal && filter.IsShared))
        {
            return PacketStatus.ProtocolError; // MQTT 5, 3.8.3.1 and [MQTT-3.8.3-4]
        }

        request = new SubscriptionRequest(
            filter, (QoS)(options & 0x03), noLocal, (options & 0x08) != 0, (RetainHandling)((options >> 4) & 0x03));
        return PacketStatus.Ok;
    }

    private void WriteProperties(ref WireWriter writer)
    {
        writer.Identifier(SubscriptionIdentifier);
        writer.Properties(UserProperties);
    }
}
