using System.Net;
using Garita.AuditLog.Refusals;
using Garita.Broker;
using Garita.Quic;
using Garita.Server.Admission;
using Garita.Server.Listeners.Quic;
using Garita.Server.Listeners.Serving;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Listeners;

/// <summary>MQTT over QUIC on one UDP port: what <see cref="MqttListener"/> is for TCP.</summary>
public sealed class MqttQuicListener : IAsyncDisposable
{
    /// <summary>The UDP port that clients of MQTT over QUIC know.</summary>
    public const int DefaultPort = 14567;

    // The broker's keep-alive ends connections; QUIC's own idle time, which both ends agree on, must not be before it.
    private static readonly TimeSpan s_idle = TimeSpan.FromHours(1);

    private readonly ILogger _logger;
    private readonly MqttReception _reception;
    private readonly QuicPort _port;

    /// <summary>Makes a listener that does not listen yet.</summary>
    /// <param name="options">Limits; validated here.</param>
    /// <param name="credentials">What is shown and trusted at first.</param>
    /// <param name="admission">Who may come in.</param>
    /// <param name="broker">Takes the connections.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">For one category, named for this type.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public MqttQuicListener(
        ListenerOptions options,
        ListenerCredentials credentials,
        CertificateAdmission admission,
        MqttBroker broker,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(credentials);
        options.Validate();
        _logger = loggers.CreateLogger<MqttQuicListener>();
        _reception = new MqttReception(options, admission, broker, time, _logger);
        MqttQuic mqtt = new(_reception.Connections, _reception.Admission, options, time);
        _port = new QuicPort(
            QuicPortOptions.For(options, s_idle, streams: 1, oneWayStreams: 0),
            credentials,
            (_reception.Admission, _reception.Refusals),
            [new QuicProtocol(MqttQuic.Protocol, mqtt.ServeAsync)],
            _logger);
    }

    /// <summary>The address in use; before <see cref="StartAsync"/> the one asked for.</summary>
    public IPEndPoint Endpoint => _port.Endpoint;

    /// <summary>Where refusals are counted for the audit log.</summary>
    public RefusalCounter? Audit
    {
        init => _reception.Refusals.Audit = value;
    }

    /// <summary>Binds and accepts from now on.</summary>
    /// <exception cref="ListenerStartException">The address cannot be had; the failure says why.</exception>
    /// <exception cref="QuicUnavailableException">No library on this machine speaks QUIC.</exception>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        await _port.StartAsync(cancellation);
        ListenerLog.ListeningQuic(_logger, Endpoint, QuicSupport.Description ?? string.Empty);
    }

    /// <summary>Uses a renewed server certificate for handshakes from now on.</summary>
    public void Use(ListenerCredentials credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        _port.Credentials = credentials;
    }

    /// <summary>Counts at this moment.</summary>
    public ListenerSnapshot Snapshot()
    {
        QuicServerSnapshot counts = _port.Snapshot;
        return new ListenerSnapshot(counts.Connections, counts.Handshakes, _reception.Connections.Count);
    }

    /// <summary>Accepts no more, says goodbye as <see cref="MqttListener.StopAsync"/> does, and waits.</summary>
    public Task StopAsync(CancellationToken cancellation = default) =>
        _reception.StopAsync(Endpoint, _port.StopAcceptingAsync, cancellation);

    /// <summary>Stops, if that was not done, and gives everything back.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _port.DisposeAsync();
        await _reception.DisposeAsync();
    }
}
