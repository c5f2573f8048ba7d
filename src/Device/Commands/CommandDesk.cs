using Garita.Contracts.Topics;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.MqttClient;

namespace Garita.Device.Commands;

/// <summary>Takes commands in, has them run, and sends the replies. Called with one message at a time.</summary>
internal sealed class CommandDesk(DeviceOptions options, DeviceTopics topics, CommandRunner runner)
{
    private readonly string _prefix = $"private/{topics.Id}/command/";
    private readonly string _replies = topics.Reply(string.Empty);
    private readonly CommandLedger _ledger = new(options.RememberedCommands);

    /// <summary>Whether a message is a command to this device.</summary>
    public bool Concerns(ReceivedMessage message) => message.Topic.Text.StartsWith(_prefix, StringComparison.Ordinal);

    /// <summary>Runs a command and publishes its reply; returns when the broker has the reply.</summary>
    public async Task TakeAsync(ReceivedMessage message, BrokerClient client, CancellationToken stop)
    {
        string[] parts = message.Topic.Text[_prefix.Length..].Split('/');
        if (parts is not [{ Length: > 0 } name, { Length: > 0 } correlation])
        {
            DeviceLog.Ignored(options.Logger, message.Topic.Text, "not a command's topic");
            return;
        }

        // A retained command would run again at every subscription, for ever.
        if (message.Retain)
        {
            DeviceLog.Ignored(options.Logger, message.Topic.Text, "a command must not be retained");
            return;
        }

        byte[] reply = _ledger.Find(correlation)
            ?? await RunAsync(message, name, correlation, stop).ConfigureAwait(false);
        _ledger.Remember(correlation, reply);
        await client.PublishAsync(Answer(message, correlation, reply), stop).ConfigureAwait(false);
    }

    private async Task<byte[]> RunAsync(
        ReceivedMessage message, string name, string correlation, CancellationToken stop)
    {
        // The broker has counted the expiry down by the time the message waited there [MQTT-3.3.2-6].
        TimeSpan time = message.Properties.MessageExpirySeconds is { } seconds
            && TimeSpan.FromSeconds(seconds) < options.CommandDeadline
                ? TimeSpan.FromSeconds(seconds)
                : options.CommandDeadline;
        DeviceCommand command = new()
        {
            Name = name,
            Correlation = correlation,
            Payload = message.Payload,
            Deadline = options.Clock.GetUtcNow() + time,
        };
        CommandReply reply = await runner.RunAsync(command, time, stop).ConfigureAwait(false);
        byte[] payload = reply.ToJson();
        if (payload.Length > options.MaxReplyBytes)
        {
            reply = CommandReply.Failed($"the reply takes more than {options.MaxReplyBytes} bytes");
            payload = reply.ToJson();
        }

        DeviceLog.CommandAnswered(options.Logger, name, correlation, reply.IsOk ? "done" : "failed");
        return payload;
    }

    private OutgoingMessage Answer(ReceivedMessage command, string correlation, byte[] reply)
    {
        // A sender may choose among this device's reply topics, and must not make it publish anywhere else.
        TopicName topic = command.Properties.ResponseTopic is { } asked
            && asked.Text.StartsWith(_replies, StringComparison.Ordinal)
                ? asked
                : TopicName.Parse(topics.Reply(correlation));
        return new OutgoingMessage
        {
            Topic = topic,
            Payload = reply,
            QoS = QoS.AtLeastOnce,
            Properties = new MessageProperties { CorrelationData = command.Properties.CorrelationData },
        };
    }
}
