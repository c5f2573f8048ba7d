using Garita.Mqtt.Topics;

namespace Garita.Mqtt.Packets;

/// <summary>
/// What a message carries beside topic and payload (MQTT 5, 3.3.2.3); travels unchanged from publisher to
/// subscriber, but for the expiry, which counts down. Not written in MQTT 3.1.1.
/// </summary>
public sealed record MessageProperties
{
    /// <summary>A message without properties.</summary>
    public static MessageProperties None { get; } = new();

    /// <summary>Whether the payload says of itself that it is UTF-8 text (property 0x01).</summary>
    public bool PayloadIsText { get; init; }

    /// <summary>Seconds until the message is dropped; null: never (property 0x02).</summary>
    public uint? MessageExpirySeconds { get; init; }

    /// <summary>Where a reply should go (property 0x08).</summary>
    public TopicName? ResponseTopic { get; init; }

    /// <summary>Opaque bytes by which a reply is matched (property 0x09).</summary>
    public ReadOnlyMemory<byte>? CorrelationData { get; init; }

    /// <summary>The payload's content type, for example a MIME type (property 0x03).</summary>
    public string? ContentType { get; init; }

    /// <summary>Name and value pairs, order kept (property 0x26).</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];
}
