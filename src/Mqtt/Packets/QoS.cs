namespace Garita.Mqtt.Packets;

/// <summary>Quality of service (MQTT 5, 4.3). The values are those on the wire; 3 does not exist.</summary>
public enum QoS : byte
{
    /// <summary>Delivered at most once, never acknowledged.</summary>
    AtMostOnce = 0,

    /// <summary>Delivered at least once, acknowledged by PUBACK.</summary>
    AtLeastOnce = 1,

    /// <summary>Delivered exactly once: PUBREC, PUBREL, PUBCOMP.</summary>
    ExactlyOnce = 2,
}
