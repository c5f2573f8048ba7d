using Garita.Mqtt.Packets;

namespace Garita.Broker.Routing;

/// <summary>How one message goes to one taker.</summary>
/// <param name="QoS">The lower of published and subscribed QoS [MQTT-3.8.4-8].</param>
/// <param name="Retain">The retain flag as delivered.</param>
/// <param name="Identifiers">The subscription identifiers of every matching subscription; null for none.</param>
internal readonly record struct DeliveryTerms(QoS QoS, bool Retain, uint[]? Identifiers)
{
    /// <summary>What two matching subscriptions of one taker make together [MQTT-3.3.4-2], [MQTT-3.3.4-4].</summary>
    public DeliveryTerms MergedWith(in DeliveryTerms other) => new(
        QoS > other.QoS ? QoS : other.QoS,
        Retain || other.Retain,
        Identifiers is null ? other.Identifiers
        : other.Identifiers is null ? Identifiers
        : [.. Identifiers, .. other.Identifiers]);
}
