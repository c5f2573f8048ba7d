using System.Collections.Concurrent;
using System.Net;
using Garita.Broker;
using Garita.Broker.Connections;
using Garita.Server.Listeners.Lines;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Listeners.Serving;

/// <summary>The MQTT connections of one listener, whatever carries them.</summary>
internal sealed class MqttConnections : IAsyncDisposable
{
    // Deadlines of writes and goodbyes are looked at this often; they are late by at most this much.
    private static readonly TimeSpan s_sweepInterval = TimeSpan.FromSeconds(1);

    private readonly ListenerOptions _options;
    private readonly MqttBroker _broker;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<MqttTransport, Task> _transports = new();
    private readonly ITimer _sweep;
    private volatile bool _stopped;

    public MqttConnections(ListenerOptions options, MqttBroker broker, TimeProvider time, ILogger logger)
    {
        (_options, _broker, _time, _logger) = (options, broker, time, logger);
        _sweep = time.CreateTimer(_ => Sweep(), null, s_sweepInterval, s_sweepInterval);
    }

    /// <summary>Connections handed to the broker and not yet closed.</summary>
    public int Count => _transports.Count;

    /// <summary>Serves one connection until it ends; owns the line.</summary>
    public async Task ServeAsync(IMqttLine line, Peer admitted, IPEndPoint remote)
    {
        MqttTransport transport = new(line, _options, _time);
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _transports.TryAdd(transport, ended.Task);
        if (_stopped)
        {
            transport.Abort();
        }

        try
        {
            await transport.RunAsync(owner => _broker.Open(admitted, owner));
        }
        finally
        {
            _transports.TryRemove(transport, out _);
            ended.SetResult();
        }

        if (transport.WasNotReading)
        {
            ListenerLog.NotReading(_logger, remote, _options.WriteTimeout.TotalSeconds);
        }
    }

    /// <summary>From now on, newcomers are cut at once.</summary>
    public void RefuseNewcomers() => _stopped = true;

    /// <summary>
    /// Says goodbye on every connection that the broker has (MQTT 5 4.13: 0x8B), waits for those of this listener to
    /// end, at most <see cref="ListenerOptions.StopTimeout"/>, and cuts what is left.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        RefuseNewcomers();
        _broker.DisconnectAll(CloseReason.ServerShutdown);
        try
        {
            await Task.WhenAll(_transports.Values).WaitAsync(_options.StopTimeout, _time, cancellation);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            foreach (MqttTransport transport in _transports.Keys)
            {
                transport.Abort();
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _sweep.DisposeAsync();

    private void Sweep()
    {
        long now = _time.GetTimestamp();
        foreach (MqttTransport transport in _transports.Keys)
        {
            transport.Sweep(now);
        }
    }
}
