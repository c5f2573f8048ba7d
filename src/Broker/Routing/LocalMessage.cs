using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Routing;

/// <summary>A message that an in-process service publishes.</summary>
/// <param name="Topic">Where to.</param>
/// <param name="Payload">The application message; copied.</param>
public sealed record LocalMessage(TopicName Topic, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The highest QoS it is delivered with; default 1.</summary>
    public QoS QoS { get; init; } = QoS.AtLeastOnce;

    /// <summary>Whether it is kept for later subscribers.</summary>
    public bool Retain { get; init; }

    /// <summary>Response topic, correlation data, expiry and the like.</summary>
    public MessageProperties Properties { get; init; } = MessageProperties.None;
}
