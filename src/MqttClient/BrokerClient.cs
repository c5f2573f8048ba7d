using System.Threading.Channels;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.MqttClient.Connections;
using Garita.MqttClient.Sessions;

namespace Garita.MqttClient;

/// <summary>
/// A client for any broker that speaks MQTT 3.1.1 or 5. It keeps one connection, makes it anew when it is lost, and
/// carries its session across: QoS 1 and 2 publishes that were not answered go out again. Thread-safe.
/// </summary>
public sealed class BrokerClient : IAsyncDisposable
{
    private readonly BrokerClientOptions _options;
    private readonly ClientSession _session;
    private readonly ConnectLoop _loop;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private Task? _working;

    /// <summary>Prepares a client; nothing is opened yet.</summary>
    public BrokerClient(BrokerClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfZero(options.ReceiveMaximum);
        ArgumentOutOfRangeException.ThrowIfZero(options.MaxInFlight);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxPending);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxPacketSize);
        _options = options;
        _session = new ClientSession(options);
        _loop = new ConnectLoop(options, _session);
    }

    /// <summary>What the client does now.</summary>
    public ClientState State => _loop.State;

    /// <summary>Own QoS 1 and 2 publishes that are not complete.</summary>
    public int Pending => _session.Flights.Count;

    /// <summary>Received QoS 0 messages that were dropped because the application did not take them.</summary>
    public long DroppedIncoming => _session.Dropped;

    /// <summary>
    /// Received messages, where no handler was given. Call <see cref="AcknowledgeAsync"/> for each when done with it.
    /// </summary>
    public ChannelReader<ReceivedMessage> Messages => _options.Handler is null
        ? _session.Incoming.Reader
        : throw new InvalidOperationException("Received messages go to the handler.");

    /// <summary>Begins to connect, and keeps trying until stopped. Does nothing when started already.</summary>
    public void Start()
    {
        lock (_gate)
        {
            _stop.Token.ThrowIfCancellationRequested();
            _working ??= Task.WhenAll(_loop.RunAsync(_stop.Token), PumpAsync(_stop.Token));
        }
    }

    /// <summary>Starts and waits for the first connection.</summary>
    /// <exception cref="MqttClientException">The first attempt failed; the client is stopped.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the client is stopped.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        Start();
        try
        {
            await _loop.FirstAttempt.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is MqttClientException or OperationCanceledException)
        {
            await StopAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Publishes. QoS 0 completes when the packet is on its way, and needs a connection. QoS 1 and 2 complete with the
    /// broker's last acknowledgement, over as many connections as it takes.
    /// </summary>
    /// <param name="message">What to publish.</param>
    /// <param name="cancellationToken">Ends the wait. A publish that was sent already is still completed.</param>
    /// <exception cref="MqttClientException">The broker refused it, or it cannot be sent.</exception>
    public async Task PublishAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_stop.IsCancellationRequested)
        {
            throw new MqttClientException(ClientFault.Stopped, "The client was stopped.");
        }

        if (message.QoS == QoS.AtMostOnce)
        {
            Connection connection = _loop.Current ?? throw NotConnected();
            PublishPacket packet = PublishPackets.Of(message, packetId: 0, duplicate: false);
            if (PublishPackets.Objection(packet, _options.Version, connection.Limits) is { } objection)
            {
                throw objection;
            }

            await connection.SendAsync(packet, cancellationToken).ConfigureAwait(false);
            return;
        }

        await CompleteAsync(message, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Subscribes, and does so again whenever the broker has lost the session.</summary>
    /// <returns>The QoS granted to each filter, in their order.</returns>
    /// <exception cref="MqttClientException">The broker refused one of them, or there is no connection.</exception>
    public async Task<IReadOnlyList<ReasonCode>> SubscribeAsync(
        IReadOnlyList<SubscriptionRequest> subscriptions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subscriptions);
        Connection connection = _loop.Current ?? throw NotConnected();
        IReadOnlyList<ReasonCode> granted = await Subscriptions
            .SubscribeAsync(connection, _session, _options, subscriptions, cancellationToken).ConfigureAwait(false);
        _session.Remember(subscriptions);
        return granted;
    }

    /// <summary>Ends subscriptions.</summary>
    /// <exception cref="MqttClientException">There is no connection, or no answer in time.</exception>
    public async Task UnsubscribeAsync(IReadOnlyList<TopicFilter> filters, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filters);
        _session.Forget(filters);
        Connection connection = _loop.Current ?? throw NotConnected();
        await Subscriptions.UnsubscribeAsync(connection, _session, _options, filters, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Says that a message from <see cref="Messages"/> is done with; QoS 0 needs no such word.</summary>
    public ValueTask AcknowledgeAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Arrival is not { } arrival)
        {
            return ValueTask.CompletedTask;
        }

        _session.Acks.Handled(arrival);
        return _loop.Serving?.AcknowledgeAsync(cancellationToken) ?? ValueTask.CompletedTask;
    }

    /// <summary>Disconnects with a DISCONNECT and stops for good. Publishes that are not complete fail.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Task? working;
        lock (_gate)
        {
            working = _working;
        }

        if (working is not null)
        {
            await working.ConfigureAwait(false);
        }

        _session.Flights.FailAll(new MqttClientException(ClientFault.Stopped, "The client was stopped."));
        _session.Incoming.Writer.TryComplete();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private static MqttClientException NotConnected() => new(ClientFault.NotConnected, "There is no connection.");

    private async Task CompleteAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        Flight flight = _session.Flights.TryAdd(message) ?? throw new MqttClientException(
            ClientFault.OutgoingQueueFull, $"{_options.MaxPending} publishes are waiting already.");
        _session.Wake();
        ReasonCode outcome;
        try
        {
            outcome = await flight.Outcome.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _session.Flights.Withdraw(flight);
            throw;
        }

        if (outcome >= ReasonCode.UnspecifiedError)
        {
            throw Refusals.OfPublish(outcome);
        }
    }

    private async Task PumpAsync(CancellationToken stop)
    {
        if (_options.Handler is not { } handler)
        {
            return;
        }

        try
        {
            while (true)
            {
                ReceivedMessage message = await _session.Incoming.Reader.ReadAsync(stop).ConfigureAwait(false);
                await HandleAsync(handler, message, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The one exit.
        }
    }

    private async Task HandleAsync(
        Func<ReceivedMessage, CancellationToken, ValueTask> handler, ReceivedMessage message, CancellationToken stop)
    {
        try
        {
            await handler(message, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception fault)
        {
            // The application's code may throw anything. Nothing is acknowledged after a fault.
            MqttClientLog.HandlerFailed(_options.Logger, message.Topic.Text, fault);
            if (message.Arrival is { } arrival)
            {
                _session.Acks.Failed(arrival);
            }

            _loop.Serving?.Abort(new MqttClientException(ClientFault.HandlerFailed, "The handler failed.", fault));
            return;
        }

        try
        {
            await AcknowledgeAsync(message, stop).ConfigureAwait(false);
        }
        catch (MqttClientException)
        {
            // The connection ended meanwhile; the broker sends the message again.
        }
    }
}
