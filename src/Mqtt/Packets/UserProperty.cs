namespace Garita.Mqtt.Packets;

/// <summary>A name and value pair (MQTT 5, 2.2.2 property 0x26). Names may repeat; the order is kept.</summary>
/// <param name="Name">UTF-8, at most 65,535 bytes, no NUL.</param>
/// <param name="Value">UTF-8, at most 65,535 bytes, no NUL.</param>
public readonly record struct UserProperty(string Name, string Value);
