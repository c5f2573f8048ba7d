using Garita.Mqtt.Packets;
using Garita.Mqtt.Wire;

namespace Garita.MqttClient.Connections;

/// <summary>From messages to PUBLISH packets.</summary>
internal static class PublishPackets
{
    /// <summary>The packet of a message.</summary>
    public static PublishPacket Of(OutgoingMessage message, ushort packetId, bool duplicate) => new()
    {
        Topic = message.Topic,
        Payload = message.Payload,
        QoS = message.QoS,
        Retain = message.Retain,
        Duplicate = duplicate,
        PacketId = packetId,
        Properties = message.Properties,
    };

    /// <summary>Why this broker cannot be sent the packet, or null.</summary>
    public static MqttClientException? Objection(PublishPacket packet, MqttVersion version, BrokerLimits limits)
    {
        // [MQTT-3.2.2-11]
        if (packet.QoS > limits.HighestQoS)
        {
            return new MqttClientException(
                ClientFault.PublishRefused, $"The broker takes {limits.HighestQoS} at most.");
        }

        // [MQTT-3.2.2-14]
        if (packet.Retain && !limits.Retain)
        {
            return new MqttClientException(ClientFault.PublishRefused, "The broker keeps no retained messages.");
        }

        int size = PacketWriter.Measure(packet, version);
        return size <= limits.PacketSize
            ? null
            : new MqttClientException(
                ClientFault.PacketTooLarge, $"The publish takes {size} bytes, the broker {limits.PacketSize} at most.");
    }
}
