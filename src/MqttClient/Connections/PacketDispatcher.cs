using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.MqttClient.Sessions;

namespace Garita.MqttClient.Connections;

/// <summary>What each packet of the broker does to the session. Called by the connection's reader alone.</summary>
internal sealed class PacketDispatcher(Connection connection, ClientSession session, BrokerClientOptions options)
{
    private readonly TopicAliases _aliases = new(options.TopicAliasMaximum);

    /// <summary>Handles one packet.</summary>
    /// <exception cref="MqttClientException">The connection must end.</exception>
    public async ValueTask HandleAsync(IPacket packet, CancellationToken cancellationToken)
    {
        switch (packet)
        {
            case PublishPacket publish:
                await DeliverAsync(publish, cancellationToken).ConfigureAwait(false);
                break;
            case PubAckPacket ack:
                session.Flights.Complete(ack.PacketId, QoS.AtLeastOnce, ack.ReasonCode);
                session.Wake();
                break;
            case PubRecPacket received:
                await ReleaseAsync(received, cancellationToken).ConfigureAwait(false);
                break;
            case PubCompPacket complete:
                session.Flights.CompleteReleased(complete.PacketId);
                session.Wake();
                break;
            case PubRelPacket release:
                await CompleteAsync(release, cancellationToken).ConfigureAwait(false);
                break;
            case SubAckPacket subscribed:
                session.Requests.Complete(subscribed.PacketId, subscribed.ReasonCodes);
                break;
            case UnsubAckPacket unsubscribed:
                session.Requests.Complete(unsubscribed.PacketId, unsubscribed.ReasonCodes);
                break;
            case PingRespPacket:
                break;
            case DisconnectPacket disconnect:
                throw Refusals.OfDisconnect(disconnect.ReasonCode, disconnect.ReasonString);
            default:
                // [MQTT-3.2.0-2] a second CONNACK, for instance.
                throw Broken(ReasonCode.ProtocolError, $"The broker sent a {packet.Type} where none may come.");
        }
    }

    private static MqttClientException Broken(ReasonCode reason, string message) =>
        new(ClientFault.ProtocolError, message) { ReasonCode = (byte)reason };

    private async ValueTask ReleaseAsync(PubRecPacket received, CancellationToken cancellationToken)
    {
        // MQTT 5 4.3.3: a PUBREC of 0x80 or above ends the exchange.
        if (received.ReasonCode >= ReasonCode.UnspecifiedError)
        {
            session.Flights.Complete(received.PacketId, QoS.ExactlyOnce, received.ReasonCode);
            session.Wake();
            return;
        }

        bool known = session.Flights.Release(received.PacketId);
        PubRelPacket release = new()
        {
            PacketId = received.PacketId,
            ReasonCode = known ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound,
        };
        await connection.SendAsync(release, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask CompleteAsync(PubRelPacket release, CancellationToken cancellationToken)
    {
        bool known = session.Acks.Release(release.PacketId);
        PubCompPacket complete = new()
        {
            PacketId = release.PacketId,
            ReasonCode = known ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound,
        };
        await connection.SendAsync(complete, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask DeliverAsync(PublishPacket publish, CancellationToken cancellationToken)
    {
        TopicName topic = _aliases.Resolve(publish.Topic, publish.TopicAlias)
            ?? throw Broken(ReasonCode.TopicAliasInvalid, "The broker used a topic alias that it may not use.");
        Arrival? arrival = null;
        if (publish.QoS != QoS.AtMostOnce)
        {
            // [MQTT-3.3.4-9] MQTT 3.1.1 has no such limit; there the queue below pushes back.
            if (options.Version == MqttVersion.V500 && session.Acks.Owed >= options.ReceiveMaximum)
            {
                throw Broken(ReasonCode.ReceiveMaximumExceeded, "The broker exceeded the Receive Maximum.");
            }

            arrival = session.Acks.Receive(publish.PacketId, publish.QoS);
            if (arrival is null)
            {
                // Exactly once: the application has it; what it is done with is acknowledged again.
                await connection.AcknowledgeAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
        }

        ReceivedMessage message = new()
        {
            Topic = topic,
            Payload = publish.Payload,
            QoS = publish.QoS,
            Retain = publish.Retain,
            Duplicate = publish.Duplicate,
            Properties = publish.Properties,
            Arrival = arrival,
        };
        await EnqueueAsync(message, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask EnqueueAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        if (session.Incoming.Writer.TryWrite(message))
        {
            return;
        }

        // At most once: dropping is what QoS 0 permits, and waiting would keep acknowledgements from being read.
        if (message.QoS == QoS.AtMostOnce)
        {
            session.CountDropped();
            return;
        }

        using CancellationTokenSource patience = new(options.OperationTimeout, options.Clock);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await session.Incoming.Writer.WriteAsync(message, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            session.Acks.Failed(message.Arrival!);
            throw new MqttClientException(
                ClientFault.IncomingQueueFull, "The application did not take received messages in time.");
        }
    }
}
