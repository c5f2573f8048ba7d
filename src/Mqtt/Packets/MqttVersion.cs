namespace Garita.Mqtt.Packets;

/// <summary>The protocol level a CONNECT names (MQTT 5, 3.1.2.2). The values are those on the wire.</summary>
public enum MqttVersion : byte
{
    /// <summary>MQTT 3.1.1, protocol level 4.</summary>
    V311 = 4,

    /// <summary>MQTT 5, protocol level 5.</summary>
    V500 = 5,
}
