using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Garita.Broker;
using Garita.Broker.Routing;
using Garita.Contracts.Api.Commands;
using Garita.Contracts.Identities;
using Garita.Contracts.Topics;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.Server.Hosting;
using Garita.Server.Registry;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Commands;

/// <summary>Sends commands as <c>service:commands</c> and matches the replies, by device and correlation.</summary>
public sealed class CommandService : ILocalSubscriber
{
    private const int CorrelationBytes = 16; // 128 random bits: nobody guesses the reply topic of another's command

    private readonly MqttBroker _broker;
    private readonly LocalPeer _peer;
    private readonly IdentityRegistry _registry;
    private readonly Liveness _liveness;
    private readonly CommandOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LineBudget _strayLines;
    private readonly ConcurrentDictionary<(string Device, string Correlation), TaskCompletionSource<CommandReply>>
        _pending = new();

    /// <summary>
    /// Uses a peer of the broker that is <c>service:commands</c>; the caller subscribes this to the replies.
    /// </summary>
    public CommandService(
        MqttBroker broker, LocalPeer peer, IdentityRegistry registry, Liveness liveness, CommandOptions options,
        CommandEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        _broker = broker;
        _peer = peer;
        _registry = registry;
        _liveness = liveness;
        _options = options;
        _time = environment.Time;
        Tokens = new TokenCommands(environment.Time);
        _logger = environment.Logger;
        _strayLines = new LineBudget(options.RefusalLinesPerMinute, environment.Time);
    }

    /// <summary>The road to devices that live on tokens.</summary>
    public TokenCommands Tokens { get; }

    /// <summary>The limits in force.</summary>
    public CommandOptions Options => _options;

    /// <summary>True when no more commands may wait.</summary>
    public bool IsFull => _pending.Count >= _options.MaxPending;

    /// <summary>Sends one command and waits for its end. The device must be in the registry.</summary>
    /// <param name="device">To whom.</param>
    /// <param name="command">What.</param>
    /// <param name="actor">Who asked, for the log.</param>
    /// <param name="cancellationToken">The caller gave up; the device may do it all the same.</param>
    public async Task<CommandResult> SendAsync(
        Identity device, OutgoingCommand command, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        string correlation = RandomNumberGenerator.GetHexString(2 * CorrelationBytes, lowercase: true);
        long started = _time.GetTimestamp();
        (CommandOutcome outcome, CommandReply reply) = await RunAsync(device, command, correlation, cancellationToken)
            .ConfigureAwait(false);
        CommandLog.Ended(_logger, command.Name, correlation, device, actor, outcome);
        return new CommandResult(
            device.Name,
            command.Name,
            correlation,
            outcome,
            outcome == CommandOutcome.Ok ? reply.Result : null,
            outcome == CommandOutcome.Ok ? null : reply.Error,
            (long)_time.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <inheritdoc/>
    public ValueTask Deliver(Publication publication)
    {
        ArgumentNullException.ThrowIfNull(publication);
        string[] levels = publication.Topic.Text.Split('/'); // private/{id}/reply/{correlation}
        bool isReply = levels.Length == 4 && publication.Payload.Length <= _options.MaxPayloadBytes;
        if (isReply && _pending.TryRemove((levels[1], levels[3]), out TaskCompletionSource<CommandReply>? waiting))
        {
            waiting.TrySetResult(CommandReply.Parse(publication.Payload));
        }
        else if (_strayLines.TryTake(out long silent))
        {
            CommandLog.StrayReply(_logger, levels.Length > 1 ? levels[1] : string.Empty, silent);
        }

        return ValueTask.CompletedTask;
    }

    private async Task<(CommandOutcome, CommandReply)> RunAsync(
        Identity device, OutgoingCommand command, string correlation, CancellationToken cancellationToken)
    {
        TopicName topic = TopicName.Parse(DeviceTopics.Of(device).Command(command.Name, correlation));
        bool livesOnTokens = !_liveness.IsConnected(device) && Tokens.IsLive(device);
        if (!_liveness.IsConnected(device) && !livesOnTokens)
        {
            return (CommandOutcome.Offline, Says("the device has no live session"));
        }

        if (_registry.Find(device) is not { } attributes || !_broker.Policy.JudgeDelivery(attributes, topic).Allowed)
        {
            return (CommandOutcome.Refused, Says("the policy does not let the device hear it"));
        }

        return livesOnTokens
            ? await RunOverTokensAsync(device, command, correlation, cancellationToken).ConfigureAwait(false)
            : await RunOverMqttAsync(device, command, correlation, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(CommandOutcome, CommandReply)> RunOverTokensAsync(
        Identity device, OutgoingCommand command, string correlation, CancellationToken cancellationToken)
    {
        if (!Tokens.Takes(device, command.Payload))
        {
            return (CommandOutcome.Refused, Says("too many wait, or too large for a device that lives on tokens"));
        }

        try
        {
            CommandReply reply = await Tokens.RunAsync(device, command, correlation, cancellationToken)
                .ConfigureAwait(false);
            return (reply.Ok ? CommandOutcome.Ok : CommandOutcome.Error, reply);
        }
        catch (TimeoutException)
        {
            return (CommandOutcome.TimedOut, Says("no reply before the deadline; the device may have done it"));
        }
    }

    private async Task<(CommandOutcome, CommandReply)> RunOverMqttAsync(
        Identity device, OutgoingCommand command, string correlation, CancellationToken cancellationToken)
    {
        TopicName topic = TopicName.Parse(DeviceTopics.Of(device).Command(command.Name, correlation));
        TaskCompletionSource<CommandReply> waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        (string, string) key = (device.Name, correlation);
        _pending[key] = waiting;
        try
        {
            PublishOutcome sent = await _peer.PublishAsync(Message(topic, device, command, correlation))
                .ConfigureAwait(false);
            if (sent != PublishOutcome.Accepted)
            {
                return (CommandOutcome.Refused, Says($"not sent: {sent}"));
            }

            CommandReply reply = await waiting.Task.WaitAsync(command.Timeout, _time, cancellationToken)
                .ConfigureAwait(false);
            return (reply.Ok ? CommandOutcome.Ok : CommandOutcome.Error, reply);
        }
        catch (TimeoutException)
        {
            return (CommandOutcome.TimedOut, Says("no reply before the deadline; the device may have done it"));
        }
        finally
        {
            _pending.TryRemove(key, out _);
        }
    }

    private static LocalMessage Message(
        TopicName topic, Identity device, OutgoingCommand command, string correlation) =>
        new(topic, command.Payload)
        {
            Properties = new MessageProperties
            {
                ResponseTopic = TopicName.Parse(DeviceTopics.Of(device).Reply(correlation)),
                CorrelationData = Encoding.ASCII.GetBytes(correlation),
                MessageExpirySeconds = (uint)Math.Max(1, Math.Ceiling(command.Timeout.TotalSeconds)),
            },
        };

    private static CommandReply Says(string error) => new(false, null, error);
}
