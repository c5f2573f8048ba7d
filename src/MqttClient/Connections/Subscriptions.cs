using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.Mqtt.Wire;
using Garita.MqttClient.Sessions;

namespace Garita.MqttClient.Connections;

/// <summary>SUBSCRIBE and UNSUBSCRIBE with their answers.</summary>
internal static class Subscriptions
{
    /// <summary>Subscribes; every filter must be granted.</summary>
    public static async Task<IReadOnlyList<ReasonCode>> SubscribeAsync(
        Connection connection,
        ClientSession session,
        BrokerClientOptions options,
        IReadOnlyList<SubscriptionRequest> wanted,
        CancellationToken cancellationToken)
    {
        List<ReasonCode> all = [];
        foreach (SubscriptionRequest[] part in wanted.Chunk(PacketLimits.MaxFilters))
        {
            (ushort id, Task<IReadOnlyList<ReasonCode>> answer) = session.Requests.Open();
            SubscribePacket packet = new() { PacketId = id, Subscriptions = part };
            IReadOnlyList<ReasonCode> codes = await AskAsync(connection, options, packet, answer, cancellationToken)
                .ConfigureAwait(false);

            // [MQTT-3.8.4-6] one code for each filter.
            if (codes.Count != part.Length)
            {
                throw new MqttClientException(ClientFault.ProtocolError, "A SUBACK does not match its SUBSCRIBE.");
            }

            for (int i = 0; i < part.Length; i++)
            {
                if (codes[i] >= ReasonCode.UnspecifiedError)
                {
                    throw Refusals.OfSubscribe(codes[i], part[i].Filter.Text);
                }
            }

            all.AddRange(codes);
        }

        return all;
    }

    /// <summary>Unsubscribes.</summary>
    public static async Task UnsubscribeAsync(
        Connection connection,
        ClientSession session,
        BrokerClientOptions options,
        IReadOnlyList<TopicFilter> filters,
        CancellationToken cancellationToken)
    {
        foreach (TopicFilter[] part in filters.Chunk(PacketLimits.MaxFilters))
        {
            (ushort id, Task<IReadOnlyList<ReasonCode>> answer) = session.Requests.Open();
            UnsubscribePacket packet = new() { PacketId = id, Filters = part };
            await AskAsync(connection, options, packet, answer, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<IReadOnlyList<ReasonCode>> AskAsync(
        Connection connection,
        BrokerClientOptions options,
        IPacket packet,
        Task<IReadOnlyList<ReasonCode>> answer,
        CancellationToken cancellationToken)
    {
        await connection.SendAsync(packet, cancellationToken).ConfigureAwait(false);
        try
        {
            return await answer.WaitAsync(options.OperationTimeout, options.Clock, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TimeoutException fault)
        {
            throw new MqttClientException(ClientFault.TimedOut, $"No answer to {packet.Type} in time.", fault);
        }
    }
}
