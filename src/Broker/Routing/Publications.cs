using Garita.Broker.Limits;
using Garita.Contracts.Identities;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Wire;

namespace Garita.Broker.Routing;

/// <summary>
/// Makes publications from packets that did not come off the wire: wills and messages of in-process services.
/// </summary>
internal static class Publications
{
    /// <summary>
    /// Encodes the packet once, so that its properties are forwarded by the same code as received ones.
    /// </summary>
    public static Publication Make(PublishPacket packet, Identity publisher, string clientId, BrokerClock clock)
    {
        byte[] payload = packet.Payload.ToArray();
        return new Publication(packet.Topic!, payload)
        {
            QoS = packet.QoS,
            Retain = packet.Retain,
            Properties = packet.Properties,
            ForwardedProperties = Encode(packet),
            Publisher = publisher,
            PublisherClientId = clientId,
            ReceivedAt = clock.UtcNow,
            ReceivedMs = clock.NowMs,
        };
    }

    private static byte[] Encode(PublishPacket packet)
    {
        if (packet.Properties == MessageProperties.None)
        {
            return [];
        }

        PublishPacket head = packet with { Payload = default };
        byte[] bytes = new byte[PacketWriter.Measure(head, MqttVersion.V500)];
        PacketWriter.Write(head, MqttVersion.V500, bytes);
        FrameReader.TryRead(bytes, bytes.Length, out Frame frame);
        PacketStatus status = PublishView.TryRead(frame, MqttVersion.V500, out PublishView view);
        if (status != PacketStatus.Ok)
        {
            throw new ArgumentException($"The message cannot be published: {status}.", nameof(packet));
        }

        byte[] forwarded = new byte[view.ForwardedPropertiesLength];
        view.CopyForwardedProperties(forwarded);
        return forwarded;
    }
}
