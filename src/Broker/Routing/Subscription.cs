using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Routing;

/// <summary>One subscription, immutable; subscribing again to the same filter replaces it (MQTT 5, 3.8.4).</summary>
/// <param name="Taker">Who gets the messages.</param>
/// <param name="Filter">What is subscribed to.</param>
/// <param name="MaximumQoS">The highest QoS to deliver with.</param>
/// <param name="NoLocal">Own messages are left out.</param>
/// <param name="RetainAsPublished">The retain flag is kept as published.</param>
/// <param name="Identifier">The subscription identifier, 0 for none.</param>
internal sealed record Subscription(
    IMessageTaker Taker,
    TopicFilter Filter,
    QoS MaximumQoS,
    bool NoLocal = false,
    bool RetainAsPublished = false,
    uint Identifier = 0)
{
    /// <summary>The identifier as messages carry it; null for none.</summary>
    public uint[]? Identifiers { get; } = Identifier == 0 ? null : [Identifier];
}
