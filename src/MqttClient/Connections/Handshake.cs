using Garita.Mqtt.Packets;
using Garita.MqttClient.Sessions;

namespace Garita.MqttClient.Connections;

/// <summary>CONNECT and CONNACK.</summary>
internal static class Handshake
{
    /// <summary>
    /// Opens a connection that the broker has accepted, and says whether the broker still had the session.
    /// </summary>
    /// <exception cref="MqttClientException">Who answers is not the broker, or the broker refused.</exception>
    public static async Task<(Connection Connection, bool SessionPresent)> OpenAsync(
        BrokerClientOptions options, ClientSession session, bool first, CancellationToken cancellationToken)
    {
        Stream stream = await options.Transport.OpenAsync(cancellationToken).ConfigureAwait(false);
        PacketStream packets = new(stream, options.Version, options.MaxPacketSize);
        try
        {
            await packets.WriteAsync(Request(options, first), cancellationToken).ConfigureAwait(false);
            IPacket answer = await packets.ReadAsync(cancellationToken).ConfigureAwait(false);

            // [MQTT-3.2.0-1] the first packet must be a CONNACK.
            if (answer is not ConnAckPacket accepted)
            {
                throw new MqttClientException(
                    ClientFault.ProtocolError, $"The broker answered CONNECT with {answer.Type}.");
            }

            if (accepted.ReasonCode != ReasonCode.Success)
            {
                throw Refusals.OfConnAck(accepted.ReasonCode, accepted.ReasonString);
            }

            return (new Connection(packets, options, session, Limits(options, accepted)), accepted.SessionPresent);
        }
        catch (Exception fault) when (fault is MqttClientException or OperationCanceledException)
        {
            await packets.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static ConnectPacket Request(BrokerClientOptions options, bool first) => new()
    {
        Version = options.Version,
        ClientId = options.ClientId,
        CleanStart = options.Version == MqttVersion.V311
            ? options.SessionExpiry == TimeSpan.Zero || (first && options.CleanStart)
            : first && options.CleanStart,
        KeepAliveSeconds = (ushort)Math.Clamp(options.KeepAlive.TotalSeconds, 0, ushort.MaxValue),
        SessionExpirySeconds = (uint)Math.Clamp(options.SessionExpiry.TotalSeconds, 0, uint.MaxValue),
        ReceiveMaximum = options.ReceiveMaximum,
        MaximumPacketSize = (uint)options.MaxPacketSize,
        TopicAliasMaximum = options.TopicAliasMaximum,
        Will = options.Will,
    };

    private static BrokerLimits Limits(BrokerClientOptions options, ConnAckPacket accepted) => new(
        Math.Min(options.MaxInFlight, accepted.ReceiveMaximum),
        accepted.MaximumPacketSize ?? uint.MaxValue,
        accepted.MaximumQoS,
        accepted.RetainAvailable,
        accepted.ServerKeepAliveSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : options.KeepAlive);
}
