using Garita.Mqtt.Packets;
using Garita.MqttClient.Connections;
using Garita.MqttClient.Reconnecting;
using Garita.MqttClient.Sessions;

namespace Garita.MqttClient;

/// <summary>Connects, serves, waits, and again, until stopped.</summary>
internal sealed class ConnectLoop(BrokerClientOptions options, ClientSession session)
{
    private readonly TaskCompletionSource _firstAttempt = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Backoff _backoff = new(options.Backoff, options.Jitter);
    private volatile Connection? _current;
    private volatile Connection? _serving;
    private volatile int _state;
    private bool _everConnected;

    /// <summary>The connection in use, or null.</summary>
    public Connection? Current => _current;

    /// <summary>The connection that messages come from, which may not be subscribed yet; or null.</summary>
    public Connection? Serving => _serving;

    /// <summary>What the client does now.</summary>
    public ClientState State => (ClientState)_state;

    /// <summary>Completes, or fails, with the first attempt.</summary>
    public Task FirstAttempt => _firstAttempt.Task;

    /// <summary>Runs until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            long began = options.Clock.GetTimestamp();
            MqttClientException why = await ServeAsync(stop).ConfigureAwait(false);
            if (stop.IsCancellationRequested)
            {
                break;
            }

            _firstAttempt.TrySetException(why);
            _backoff.ConnectionEnded(options.Clock.GetElapsedTime(began));
            TimeSpan wait = _backoff.Next();
            MqttClientLog.Ended(options.Logger, options.Transport.Target, why.Fault, why.Message, wait);
            Become(new StateChange(ClientState.Waiting, why, RetryIn: wait));
            await WaitAsync(wait, stop).ConfigureAwait(false);
        }

        _firstAttempt.TrySetException(new MqttClientException(ClientFault.Stopped, "The client was stopped."));
        _ = _firstAttempt.Task.Exception;
        MqttClientLog.Stopped(options.Logger);
        Become(new StateChange(ClientState.Stopped));
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken stop)
    {
        try
        {
            await Task.Delay(wait, options.Clock, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop's condition sees it.
        }
    }

    private async Task<MqttClientException> ServeAsync(CancellationToken stop)
    {
        Become(new StateChange(ClientState.Connecting));
        using CancellationTokenSource patience = new(options.ConnectTimeout, options.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            (Connection connection, bool resumed) = await Handshake
                .OpenAsync(options, session, first: !_everConnected, either.Token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                return await RunAsync(connection, resumed, stop, either.Token).ConfigureAwait(false);
            }
        }
        catch (MqttClientException fault)
        {
            return fault;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new MqttClientException(
                ClientFault.TimedOut, $"No connection to {options.Transport.Target} within {options.ConnectTimeout}.");
        }
        catch (OperationCanceledException)
        {
            return new MqttClientException(ClientFault.Stopped, "The client was stopped.");
        }
    }

    private async Task<MqttClientException> RunAsync(
        Connection connection, bool resumed, CancellationToken stop, CancellationToken patience)
    {
        if (!resumed)
        {
            session.SessionLost();
        }

        _serving = connection;
        Task<MqttClientException> running = connection.RunAsync(stop);
        Task<MqttClientException?> opening = OpenAsync(connection, resumed, patience);
        await Task.WhenAny((Task)opening, running).ConfigureAwait(false);
        if (opening.IsCompleted && await opening.ConfigureAwait(false) is { } refused)
        {
            connection.Abort(refused);
        }

        MqttClientException why = await running.ConfigureAwait(false);

        // Fails what still waits for an answer, the opening among it; only then is there surely no connection.
        session.ConnectionEnded(why);
        await opening.ConfigureAwait(false);
        _current = null;
        _serving = null;
        return why;
    }

    private async Task<MqttClientException?> OpenAsync(
        Connection connection, bool resumed, CancellationToken patience)
    {
        try
        {
            await SubscribeAsync(connection, resumed, patience).ConfigureAwait(false);
        }
        catch (MqttClientException fault)
        {
            return fault;
        }
        catch (OperationCanceledException)
        {
            return new MqttClientException(
                ClientFault.TimedOut,
                $"No subscriptions at {options.Transport.Target} within {options.ConnectTimeout}.");
        }

        _everConnected = true;
        _current = connection;
        MqttClientLog.Connected(options.Logger, options.Transport.Target, resumed);
        Become(new StateChange(ClientState.Connected, SessionResumed: resumed));
        _firstAttempt.TrySetResult();
        return null;
    }

    private async Task SubscribeAsync(Connection connection, bool resumed, CancellationToken patience)
    {
        // The first connection of a process may find a session with subscriptions of an earlier version of it.
        IReadOnlyList<SubscriptionRequest> wanted = resumed && _everConnected ? [] : session.Subscriptions;
        if (wanted.Count > 0)
        {
            await Subscriptions.SubscribeAsync(connection, session, options, wanted, patience).ConfigureAwait(false);
        }
    }

    private void Become(StateChange change)
    {
        _state = (int)change.State;
        options.StateChanged?.Invoke(change);
    }
}
