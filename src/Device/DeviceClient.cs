using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Garita.Contracts.Identities;
using Garita.Contracts.Topics;
using Garita.Device.Commands;
using Garita.Device.Telemetry;
using Garita.Device.Update.Agent;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.MqttClient;

namespace Garita.Device;

/// <summary>
/// One device: it connects with its certificate and stays connected, publishes telemetry, answers commands, follows the
/// desired state and reports its own. Set the handlers, then start. Thread-safe.
/// </summary>
public sealed class DeviceClient : IAsyncDisposable
{
    private readonly DeviceOptions _options;
    private readonly DeviceTopics _topics;
    private readonly DeviceLink _link;
    private readonly TelemetrySender _telemetry;
    private readonly CommandRunner _commands;
    private readonly CommandDesk _desk;
    private readonly DeviceUpdateLink _updates;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private DeviceState _state = DeviceState.Idle;
    private Task? _sending;
    private Task _handling = Task.CompletedTask;

    private volatile Func<JsonNode, CancellationToken, Task>? _desired;

    /// <summary>Opens the key store and prepares the client; nothing is sent yet.</summary>
    /// <exception cref="DeviceException">The key store cannot be used.</exception>
    /// <exception cref="FormatException">The id is no device id.</exception>
    public DeviceClient(DeviceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _topics = DeviceTopics.Of(Identity.Device(options.Id));
        _commands = new CommandRunner(options.MaxOverdueCommands, options.Clock, options.Logger);
        _desk = new CommandDesk(options, _topics, _commands);
        _link = DeviceLink.Open(options, _topics, TakeAsync, Follow);
        _updates = new DeviceUpdateLink(options, _topics, _link);
        _telemetry = new TelemetrySender(_link.Client, options);
        DeviceLog.KeyProtection(options.Logger, options.Id, options.KeyStore.Protection);
    }

    /// <summary>What the client does now.</summary>
    public DeviceState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    /// <summary>
    /// The connection as an <see cref="UpdateAgent"/> uses it. Nothing about updates is subscribed to without one.
    /// </summary>
    public IUpdateLink Updates => _updates;

    /// <summary>Measurements that were dropped, oldest first, because the queue was full.</summary>
    public long DroppedTelemetry => _telemetry.Dropped;

    /// <summary>Measurements that the broker refused.</summary>
    public long RefusedTelemetry => _telemetry.Refused;

    /// <summary>Measurements that wait to be sent.</summary>
    public int QueuedTelemetry => _telemetry.Queued;

    /// <summary>
    /// Sets what happens on a command. The handler gets a token that fires at the command's deadline; the sender then
    /// has its answer, and what the handler still returns is dropped. Commands run one after another.
    /// </summary>
    public void OnCommand(string name, CommandHandler handler)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(handler);
        _commands.Handle(name, handler);
    }

    /// <summary>
    /// Sets what happens when the desired state comes: after each connection to a new session, and at each change. It
    /// may come twice with the same content.
    /// </summary>
    public void OnDesired(Func<JsonNode, CancellationToken, Task> handler) => _desired = handler;

    /// <summary>Begins to connect, and keeps trying until stopped.</summary>
    public void Start()
    {
        lock (_gate)
        {
            _sending ??= _telemetry.RunAsync(_stop.Token);
        }

        _link.Client.Start();
    }

    /// <summary>Starts and waits for the first connection.</summary>
    /// <exception cref="MqttClientException">The first attempt failed; the client is stopped.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _sending ??= _telemetry.RunAsync(_stop.Token);
        }

        return _link.Client.ConnectAsync(cancellationToken);
    }

    /// <summary>
    /// Queues a measurement for <c>private/{id}/telemetry/{series}</c>, QoS 1, and returns at once. Beyond the bound
    /// the oldest queued one is dropped.
    /// </summary>
    /// <param name="series">The name of the series; may have several levels.</param>
    /// <param name="measurement">The value; its time is now unless it says otherwise.</param>
    /// <exception cref="ArgumentException">The series is no part of a topic.</exception>
    public void Record(string series, Measurement measurement)
    {
        if (!TopicName.TryParse(_topics.Telemetry(series), out TopicName? topic))
        {
            throw new ArgumentException($"'{series}' is no part of a topic.", nameof(series));
        }

        byte[] payload = MeasurementWriter.Write(measurement, _options.Clock.GetUtcNow(), _options.Format);
        _telemetry.Add(new OutgoingMessage { Topic = topic, Payload = payload, QoS = QoS.AtLeastOnce });
    }

    /// <summary>Publishes the state the device is in; completes when the broker has it.</summary>
    public Task ReportAsync(JsonNode state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        return _link.Client.PublishAsync(
            new OutgoingMessage
            {
                Topic = TopicName.Parse(_topics.Reported),
                Payload = Encoding.UTF8.GetBytes(state.ToJsonString()),
                QoS = QoS.AtLeastOnce,
            },
            cancellationToken);
    }

    /// <summary>Waits until every measurement recorded so far was acknowledged or dropped.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) =>
        _telemetry.WhenIdleAsync().WaitAsync(cancellationToken);

    /// <summary>
    /// Sends what is queued and the reply to the command in hand as far as the time allows, disconnects, and stops for
    /// good.
    /// </summary>
    /// <param name="patience">How long to wait for both; not waited for without a connection.</param>
    public async Task StopAsync(TimeSpan patience)
    {
        bool online = State == DeviceState.Online;
        Happen(DeviceEvent.StopAsked, null);
        if (online)
        {
            try
            {
                await Task.WhenAll(_telemetry.WhenIdleAsync(), Handling()).WaitAsync(patience, _options.Clock)
                    .ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // What is left ends with the process, as the caller chose.
            }
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _link.Client.StopAsync().ConfigureAwait(false);
        if (_sending is { } sending)
        {
            await sending.ConfigureAwait(false);
        }
    }

    /// <summary>Stops without waiting for the queue.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero).ConfigureAwait(false);
        await _link.DisposeAsync().ConfigureAwait(false);
        _updates.Dispose();
        _stop.Dispose();
    }

    private Task Handling()
    {
        lock (_gate)
        {
            return _handling;
        }
    }

    // Called with one message at a time.
    private async ValueTask TakeAsync(ReceivedMessage message, CancellationToken stop)
    {
        TaskCompletionSource handled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _handling = handled.Task;
        }

        try
        {
            await HandleAsync(message, stop).ConfigureAwait(false);
        }
        finally
        {
            handled.SetResult();
        }
    }

    private async Task HandleAsync(ReceivedMessage message, CancellationToken stop)
    {
        if (_desk.Concerns(message))
        {
            await _desk.TakeAsync(message, _link.Client, stop).ConfigureAwait(false);
        }
        else if (message.Topic.Text == _topics.Desired && _desired is { } handler)
        {
            await FollowDesiredAsync(message, handler, stop).ConfigureAwait(false);
        }
        else
        {
            _updates.Take(message);
        }
    }

    private async Task FollowDesiredAsync(
        ReceivedMessage message, Func<JsonNode, CancellationToken, Task> handler, CancellationToken stop)
    {
        JsonNode? state = null;
        try
        {
            state = message.Payload.IsEmpty ? null : JsonNode.Parse(message.Payload.Span);
        }
        catch (JsonException)
        {
            DeviceLog.Ignored(_options.Logger, message.Topic.Text, "the desired state is not JSON");
        }

        if (state is not null)
        {
            await handler(state, stop).ConfigureAwait(false);
        }
    }

    private void Follow(StateChange change)
    {
        _updates.Inbox.SetOnline(change.State == ClientState.Connected);
        DeviceEvent? happened = change.State switch
        {
            ClientState.Idle => null,
            ClientState.Connecting => DeviceEvent.Attempt,
            ClientState.Connected => DeviceEvent.Connected,
            ClientState.Waiting => DeviceEvent.Lost,
            ClientState.Stopped => DeviceEvent.Ended,
        };
        if (happened is { } known)
        {
            Happen(known, change.Fault);
        }
    }

    private void Happen(DeviceEvent happened, MqttClientException? fault)
    {
        lock (_gate)
        {
            if (DeviceStates.Next(_state, happened) is not { } next || next == _state)
            {
                return;
            }

            _state = next;
        }

        _options.StateChanged?.Invoke(new DeviceStateChange(State, fault));
    }
}
