using Garita.Mqtt.Topics;

namespace Garita.Mqtt.Packets;

/// <summary>One filter of a SUBSCRIBE with its options (MQTT 5, 3.8.3.1).</summary>
/// <param name="Filter">What is subscribed to.</param>
/// <param name="MaximumQoS">The highest QoS wanted.</param>
/// <param name="NoLocal">Own messages are not wanted; never with a shared filter. MQTT 5 only.</param>
/// <param name="RetainAsPublished">Keep the retain flag as published. MQTT 5 only.</param>
/// <param name="RetainHandling">When retained messages are sent. MQTT 5 only.</param>
public sealed record SubscriptionRequest(
    TopicFilter Filter,
    QoS MaximumQoS,
    bool NoLocal = false,
    bool RetainAsPublished = false,
    RetainHandling RetainHandling = RetainHandling.SendAlways);
