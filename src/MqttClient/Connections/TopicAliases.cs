using Garita.Mqtt.Topics;

namespace Garita.MqttClient.Connections;

/// <summary>The topic aliases a broker has set on one connection (MQTT 5 3.3.2.3.4). Owned by the reader.</summary>
internal sealed class TopicAliases(ushort maximum)
{
    private readonly Dictionary<ushort, TopicName> _names = [];

    /// <summary>The topic of a publish; null when it names an alias that is out of range or was never set.</summary>
    public TopicName? Resolve(TopicName? topic, ushort alias)
    {
        if (alias == 0)
        {
            return topic;
        }

        // [MQTT-3.3.2-9] the broker must keep to the maximum this client announced.
        if (alias > maximum)
        {
            return null;
        }

        if (topic is not null)
        {
            _names[alias] = topic;
        }

        return _names.GetValueOrDefault(alias);
    }
}
