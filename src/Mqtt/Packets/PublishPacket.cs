using Garita.Mqtt.Properties;
using Garita.Mqtt.Topics;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Packets;

/// <summary>
/// PUBLISH: an application message (MQTT 5, 3.3). <see cref="PublishView"/> and <see cref="PublishTemplate"/> do the
/// same without allocation.
/// </summary>
public sealed record PublishPacket : IPacket
{
    /// <summary>May have been sent before; never with QoS 0.</summary>
    public bool Duplicate { get; init; }

    /// <summary>Quality of service.</summary>
    public QoS QoS { get; init; }

    /// <summary>To be kept as, or sent from, the retained messages.</summary>
    public bool Retain { get; init; }

    /// <summary>Null only when <see cref="TopicAlias"/> stands for it.</summary>
    public required TopicName? Topic { get; init; }

    /// <summary>Never 0 with QoS 1 and 2; not written with QoS 0.</summary>
    public ushort PacketId { get; init; }

    /// <summary>The application message.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>1 to 65,535; 0: none. Not in MQTT 3.1.1.</summary>
    public ushort TopicAlias { get; init; }

    /// <summary>Which of the receiver's subscriptions match; from servers only. Not in MQTT 3.1.1.</summary>
    public IReadOnlyList<uint> SubscriptionIdentifiers { get; init; } = [];

    /// <summary>What the message carries; not in MQTT 3.1.1.</summary>
    public MessageProperties Properties { get; init; } = MessageProperties.None;

    /// <inheritdoc/>
    public PacketType Type => PacketType.Publish;

    byte IPacket.Flags => (byte)((Duplicate ? 0x08 : 0) | ((int)QoS << 1) | (Retain ? 0x01 : 0));

    /// <summary>Reads the packet and copies the payload.</summary>
    public static PacketStatus TryRead(scoped in Frame frame, MqttVersion version, out PublishPacket? packet)
    {
        packet = null;
        var status = PublishView.TryRead(frame, version, out var view);
        if (status == PacketStatus.Ok)
        {
            packet = new PublishPacket
            {
                Duplicate = view.Duplicate,
                QoS = view.QoS,
                Retain = view.Retain,
                Topic = view.ToTopicName(),
                PacketId = view.PacketId,
                Payload = view.Payload.ToArray(),
                TopicAlias = view.TopicAlias,
                SubscriptionIdentifiers = view.ToSubscriptionIdentifiers(),
                Properties = view.ToMessageProperties(),
            };
        }

        return status;
    }

    void IPacket.WriteBody(ref WireWriter writer, MqttVersion version)
    {
        writer.Binary(Topic is null ? default : Topic.Utf8);
        if (QoS != QoS.AtMostOnce)
        {
            writer.UInt16(AckView.ThrowIfZero(PacketId));
        }

        if (version == MqttVersion.V500)
        {
            var counter = WireWriter.Counter;
            WriteProperties(ref counter);
            writer.Variable((uint)counter.Position);
            WriteProperties(ref writer);
        }

        writer.Raw(Payload.Span);
    }

    private void WriteProperties(ref WireWriter writer)
    {
        writer.Property16(PropertyId.TopicAlias, TopicAlias, absent: 0);
        for (int i = 0; i < SubscriptionIdentifiers.Count; i++)
        {
            writer.Identifier(SubscriptionIdentifiers[i]);
        }

        MessageWire.Write(ref writer, Properties);
    }
}
