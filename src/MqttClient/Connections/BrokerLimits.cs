using Garita.Mqtt.Packets;

namespace Garita.MqttClient.Connections;

/// <summary>What a broker's CONNACK permits on one connection (MQTT 5 3.2.2.3); MQTT 3.1.1 sets no limits.</summary>
/// <param name="InFlight">Own QoS 1 and 2 publishes that may be unanswered.</param>
/// <param name="PacketSize">The largest packet the broker accepts, in bytes.</param>
/// <param name="HighestQoS">The highest QoS the broker accepts.</param>
/// <param name="Retain">Whether it keeps retained messages.</param>
/// <param name="KeepAlive">The silence agreed on; zero: none.</param>
internal sealed record BrokerLimits(int InFlight, long PacketSize, QoS HighestQoS, bool Retain, TimeSpan KeepAlive);
