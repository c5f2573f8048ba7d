using Garita.Mqtt.Packets;
using Garita.Mqtt.Properties;
using Garita.Mqtt.Topics;

namespace Garita.Mqtt.Wire;

/// <summary>
/// A PUBLISH read without allocation (MQTT 5, 3.3): spans into the receive buffer, valid as long as it is.
/// </summary>
/// <remarks>
/// <code>
/// | topic, 2 + n | packet identifier, 2, QoS 1 and 2 only | properties, MQTT 5 | payload, the rest |
/// </code>
/// </remarks>
public readonly ref struct PublishView
{
    private static readonly ulong Allowed =
        MessageWire.Properties | PropertyBlock.Set(PropertyId.TopicAlias, PropertyId.SubscriptionIdentifier);

    private static readonly ulong NotForwarded =
        PropertyBlock.Set(PropertyId.TopicAlias, PropertyId.SubscriptionIdentifier, PropertyId.MessageExpiry);

    private readonly byte _flags;
    private readonly PropertyBlock _properties;

    private PublishView(byte flags, scoped in PropertyBlock properties)
    {
        _flags = flags;
        _properties = properties;
    }

    /// <summary>Whether it may have been sent before.</summary>
    public bool Duplicate => (_flags & 0x08) != 0;

    /// <summary>Quality of service.</summary>
    public QoS QoS => (QoS)((_flags >> 1) & 0x03);

    /// <summary>To be kept as, or sent from, the retained messages.</summary>
    public bool Retain => (_flags & 0x01) != 0;

    /// <summary>A checked topic name; empty only when <see cref="TopicAlias"/> stands for it.</summary>
    public ReadOnlySpan<byte> Topic { get; private init; }

    /// <summary>Never 0 with QoS 1 and 2, always 0 with QoS 0.</summary>
    public ushort PacketId { get; private init; }

    /// <summary>The application message.</summary>
    public ReadOnlySpan<byte> Payload { get; private init; }

    /// <summary>The whole property block as received, without its length.</summary>
    public ReadOnlySpan<byte> RawProperties => _properties.Block;

    /// <summary>1 to 65,535; 0: none. The receiver holds it against the maximum it announced.</summary>
    public ushort TopicAlias => (ushort)_properties.Number(PropertyId.TopicAlias);

    /// <summary>Seconds until the message is dropped; null: never.</summary>
    public uint? MessageExpirySeconds => _properties.NumberOrNull(PropertyId.MessageExpiry);

    /// <summary>Whether the payload says of itself that it is UTF-8; not checked here.</summary>
    public bool PayloadIsText => _properties.Flag(PropertyId.PayloadFormat);

    /// <summary>A checked topic name, or empty.</summary>
    public ReadOnlySpan<byte> ResponseTopic => _properties.Bytes(PropertyId.ResponseTopic);

    /// <summary>Whether there is correlation data, which may be empty.</summary>
    public bool HasCorrelationData => _properties.Has(PropertyId.CorrelationData);

    /// <summary>Correlation data, or empty.</summary>
    public ReadOnlySpan<byte> CorrelationData => _properties.Bytes(PropertyId.CorrelationData);

    /// <summary>Content type as UTF-8, or empty.</summary>
    public ReadOnlySpan<byte> ContentType => _properties.Bytes(PropertyId.ContentType);

    /// <summary>How many subscription identifiers there are. From a client there must be none [MQTT-3.3.4-6].</summary>
    public int SubscriptionIdentifierCount => _properties.SubscriptionIdentifierCount;

    /// <summary>How many user properties there are.</summary>
    public int UserPropertyCount => _properties.UserPropertyCount;

    /// <summary>
    /// Bytes of the properties that a server forwards unaltered: payload format, response topic, correlation data,
    /// content type, user properties [MQTT-3.3.2-4, -15, -16, -17, -18, -20].
    /// </summary>
    public int ForwardedPropertiesLength
    {
        get
        {
            if (!_properties.HasAny(NotForwarded))
            {
                return RawProperties.Length;
            }

            int length = 0;
            foreach (var property in new PropertyWalker(RawProperties))
            {
                length += IsForwarded(property.Id) ? property.Whole.Length : 0;
            }

            return length;
        }
    }

    /// <summary>Copies those properties in their order.</summary>
    /// <param name="destination">At least <see cref="ForwardedPropertiesLength"/> bytes.</param>
    /// <returns>The bytes copied.</returns>
    public int CopyForwardedProperties(Span<byte> destination)
    {
        if (!_properties.HasAny(NotForwarded))
        {
            RawProperties.CopyTo(destination);
            return RawProperties.Length;
        }

        int length = 0;
        foreach (var property in new PropertyWalker(RawProperties))
        {
            if (IsForwarded(property.Id))
            {
                property.Whole.CopyTo(destination[length..]);
                length += property.Whole.Length;
            }
        }

        return length;
    }

    /// <summary>Reads a PUBLISH.</summary>
    public static PacketStatus TryRead(scoped in Frame frame, MqttVersion version, out PublishView publish)
    {
        publish = default;
        var reader = new WireReader(frame.Body);
        if (frame.Type != PacketType.Publish || !reader.TryReadUtf8(out var topic))
        {
            return PacketStatus.Malformed; // [MQTT-3.3.2-1]
        }

        // A topic is checked for NUL and UTF-8 above, once; what is left are wildcards [MQTT-3.3.2-2].
        if (topic.ContainsAny((byte)'+', (byte)'#') || (topic.IsEmpty && version == MqttVersion.V311))
        {
            return PacketStatus.TopicNameInvalid;
        }

        ushort id = 0;
        bool identified = (frame.Flags & 0x06) != 0; // [MQTT-2.2.1-2]
        var status = identified ? reader.ReadPacketId(out id) : PacketStatus.Ok;
        if (status != PacketStatus.Ok)
        {
            return status;
        }

        status = PropertyBlock.Read(ref reader, version, Allowed, out var properties);
        if (status == PacketStatus.Ok)
        {
            status = Check(topic, properties);
        }

        if (status != PacketStatus.Ok)
        {
            return status;
        }

        publish = new PublishView(frame.Flags, properties) { Topic = topic, PacketId = id, Payload = reader.Rest };
        return PacketStatus.Ok;
    }

    /// <summary>The topic as a name of its own; null when the alias stands for it.</summary>
    public TopicName? ToTopicName() => Topic.IsEmpty ? null : TopicName.FromChecked(Topic);

    /// <summary>Makes the record's message properties.</summary>
    public MessageProperties ToMessageProperties() => MessageWire.From(_properties);

    /// <summary>All subscription identifiers in their order.</summary>
    public IReadOnlyList<uint> ToSubscriptionIdentifiers() => _properties.SubscriptionIdentifiers();

    private static PacketStatus Check(ReadOnlySpan<byte> topic, scoped in PropertyBlock properties)
    {
        if (properties.Number(PropertyId.TopicAlias, 1) == 0)
        {
            return PacketStatus.TopicAliasInvalid; // [MQTT-3.3.2-8]
        }

        // MQTT 5, 3.3.2.1: without a topic there must be an alias.
        bool named = !topic.IsEmpty || properties.Has(PropertyId.TopicAlias);
        return named ? MessageWire.Check(properties) : PacketStatus.ProtocolError;
    }

    private static bool IsForwarded(PropertyId id) => ((1UL << (int)id) & NotForwarded) == 0;
}
