using Garita.Mqtt.Topics;

namespace Garita.Mqtt.Packets;

/// <summary>The message a server publishes when its client is gone without a DISCONNECT (MQTT 5, 3.1.2.5).</summary>
public sealed record WillMessage
{
    /// <summary>Where it is published.</summary>
    public required TopicName Topic { get; init; }

    /// <summary>At most 65,535 bytes.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Its quality of service.</summary>
    public QoS QoS { get; init; }

    /// <summary>Whether it is kept as the topic's retained message.</summary>
    public bool Retain { get; init; }

    /// <summary>Seconds between the end of the connection and the will (property 0x18, MQTT 5 only).</summary>
    public uint DelaySeconds { get; init; }

    /// <summary>What the published message carries, MQTT 5 only.</summary>
    public MessageProperties Properties { get; init; } = MessageProperties.None;
}
