using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;

namespace Garita.MqttClient;

/// <summary>One message from the broker.</summary>
public sealed record ReceivedMessage
{
    /// <summary>Where it was published.</summary>
    public required TopicName Topic { get; init; }

    /// <summary>The application's bytes; a copy that belongs to the receiver.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>How it was delivered. QoS 1 can come twice, also across reconnects.</summary>
    public QoS QoS { get; init; }

    /// <summary>Whether the broker had kept it.</summary>
    public bool Retain { get; init; }

    /// <summary>Whether the broker says that it may have sent it before.</summary>
    public bool Duplicate { get; init; }

    /// <summary>What MQTT 5 carried along; empty with MQTT 3.1.1.</summary>
    public MessageProperties Properties { get; init; } = MessageProperties.None;

    /// <summary>The acknowledgement due, or null for QoS 0.</summary>
    internal Sessions.Arrival? Arrival { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Topic} ({Payload.Length} bytes, {QoS})";
}
