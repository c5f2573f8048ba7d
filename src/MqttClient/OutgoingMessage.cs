using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;

namespace Garita.MqttClient;

/// <summary>One message to publish.</summary>
public sealed record OutgoingMessage
{
    /// <summary>Where to.</summary>
    public required TopicName Topic { get; init; }

    /// <summary>
    /// The application's bytes. Must not change until the publish has completed: a resend reads them again.
    /// </summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>How sure delivery must be.</summary>
    public QoS QoS { get; init; } = QoS.AtLeastOnce;

    /// <summary>Whether the broker keeps it for later subscribers.</summary>
    public bool Retain { get; init; }

    /// <summary>What MQTT 5 carries along; not sent with MQTT 3.1.1.</summary>
    public MessageProperties Properties { get; init; } = MessageProperties.None;
}
