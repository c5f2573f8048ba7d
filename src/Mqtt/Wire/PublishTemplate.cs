using Garita.Mqtt.Packets;
using Garita.Mqtt.Properties;

namespace Garita.Mqtt.Wire;

/// <summary>A PUBLISH to be written from parts that are bytes already: nothing is transcoded or allocated.</summary>
public readonly ref struct PublishTemplate
{
    /// <summary>May have been sent before; never with QoS 0.</summary>
    public bool Duplicate { get; init; }

    /// <summary>Quality of service.</summary>
    public QoS QoS { get; init; }

    /// <summary>The retain flag.</summary>
    public bool Retain { get; init; }

    /// <summary>A checked topic name; empty only with <see cref="TopicAlias"/>.</summary>
    public ReadOnlySpan<byte> Topic { get; init; }

    /// <summary>0: none. MQTT 5 only.</summary>
    public ushort TopicAlias { get; init; }

    /// <summary>Null: never expires. MQTT 5 only.</summary>
    public uint? MessageExpirySeconds { get; init; }

    /// <summary>Identifiers of the subscriptions that match, 1 to 268,435,455 each. MQTT 5 only.</summary>
    public ReadOnlySpan<uint> SubscriptionIdentifiers { get; init; }

    /// <summary>Properties as <see cref="PublishView.CopyForwardedProperties"/> gives them. MQTT 5 only.</summary>
    public ReadOnlySpan<byte> ForwardedProperties { get; init; }

    /// <summary>The application message.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    private int PacketIdLength => QoS == QoS.AtMostOnce ? 0 : 2;

    private int PropertiesLength
    {
        get
        {
            int length = ForwardedProperties.Length;
            length += TopicAlias == 0 ? 0 : 3;
            length += MessageExpirySeconds is null ? 0 : 5;
            foreach (uint identifier in SubscriptionIdentifiers)
            {
                length += 1 + VariableInteger.Measure(identifier);
            }

            return length;
        }
    }

    /// <summary>Bytes of the whole frame.</summary>
    public int Measure(MqttVersion version) => PacketWriter.FrameLength(BodyLength(version, PropertiesLength));

    /// <summary>Writes the whole frame.</summary>
    /// <param name="version">The receiver's version; in MQTT 3.1.1 there are no properties.</param>
    /// <param name="packetId">Ignored with QoS 0; may be 0 when it is patched later.</param>
    /// <param name="destination">At least <see cref="Measure"/> bytes.</param>
    /// <returns>Length and places to patch.</returns>
    public PublishLayout Write(MqttVersion version, ushort packetId, Span<byte> destination)
    {
        int properties = PropertiesLength;
        var writer = new WireWriter(destination);
        writer.Byte((byte)(0x30 | (Duplicate ? 0x08 : 0) | ((int)QoS << 1) | (Retain ? 0x01 : 0)));
        writer.Variable((uint)BodyLength(version, properties));
        writer.Binary(Topic);

        int packetIdOffset = -1;
        if (QoS != QoS.AtMostOnce)
        {
            packetIdOffset = writer.Position;
            writer.UInt16(packetId);
        }

        int expiryOffset = version == MqttVersion.V500 ? WriteProperties(ref writer, properties) : -1;
        writer.Raw(Payload);
        return new PublishLayout(writer.Position, packetIdOffset, expiryOffset);
    }

    private int BodyLength(MqttVersion version, int properties)
    {
        int block = version == MqttVersion.V500 ? VariableInteger.Measure((uint)properties) + properties : 0;
        return checked(2 + Topic.Length + PacketIdLength + block + Payload.Length);
    }

    private int WriteProperties(ref WireWriter writer, int length)
    {
        int expiryOffset = -1;
        writer.Variable((uint)length);
        if (MessageExpirySeconds is { } seconds)
        {
            writer.Byte((byte)PropertyId.MessageExpiry);
            expiryOffset = writer.Position;
            writer.UInt32(seconds);
        }

        if (TopicAlias != 0)
        {
            writer.Byte((byte)PropertyId.TopicAlias);
            writer.UInt16(TopicAlias);
        }

        foreach (uint identifier in SubscriptionIdentifiers)
        {
            writer.Identifier(identifier);
        }

        writer.Raw(ForwardedProperties);
        return expiryOffset;
    }
}
