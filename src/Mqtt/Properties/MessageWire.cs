using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Properties;

/// <summary>The properties that PUBLISH and wills share (MQTT 5, 3.1.3.2 and 3.3.2.3).</summary>
internal static class MessageWire
{
    public static readonly ulong Properties = PropertyBlock.Set(
        PropertyId.PayloadFormat, PropertyId.MessageExpiry, PropertyId.ContentType, PropertyId.ResponseTopic,
        PropertyId.CorrelationData, PropertyId.UserProperty);

    /// <summary>A response topic is a topic name [MQTT-3.3.2-14].</summary>
    public static PacketStatus Check(scoped in PropertyBlock block) =>
        !block.Has(PropertyId.ResponseTopic) || TopicName.IsValid(block.Bytes(PropertyId.ResponseTopic))
            ? PacketStatus.Ok
            : PacketStatus.ProtocolError;

    /// <summary>Makes the record from a block that <see cref="Check"/> accepted.</summary>
    public static MessageProperties From(scoped in PropertyBlock block)
    {
        if (!block.HasAny(Properties))
        {
            return MessageProperties.None;
        }

        _ = TopicName.TryParse(block.Bytes(PropertyId.ResponseTopic), out var response);
        return new MessageProperties
        {
            PayloadIsText = block.Flag(PropertyId.PayloadFormat),
            MessageExpirySeconds = block.NumberOrNull(PropertyId.MessageExpiry),
            ResponseTopic = response,
            CorrelationData = block.BinaryOrNull(PropertyId.CorrelationData),
            ContentType = block.TextOrNull(PropertyId.ContentType),
            UserProperties = block.UserProperties(),
        };
    }

    public static void Write(ref WireWriter writer, MessageProperties properties)
    {
        writer.PropertyFlag(PropertyId.PayloadFormat, properties.PayloadIsText, absent: false);
        writer.Property32(PropertyId.MessageExpiry, properties.MessageExpirySeconds);
        if (properties.ResponseTopic is { } response)
        {
            writer.Byte((byte)PropertyId.ResponseTopic);
            writer.Binary(response.Utf8);
        }

        writer.Property(PropertyId.CorrelationData, properties.CorrelationData);
        writer.Property(PropertyId.ContentType, properties.ContentType);
        writer.Properties(properties.UserProperties);
    }
}
