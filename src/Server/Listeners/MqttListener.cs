using System.Net;
using Garita.AuditLog.Refusals;
using Garita.Broker;
using Garita.Server.Admission;
using Garita.Server.Listeners.Lines;
using Garita.Server.Listeners.Serving;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Listeners;

/// <summary>MQTT over mutual TLS on one address: accept, shake hands, ask admission, hand to the broker.</summary>
public sealed class MqttListener : IAsyncDisposable
{
    private readonly ListenerOptions _options;
    private readonly ILogger _logger;
    private readonly MqttReception _reception;
    private readonly TlsAcceptor _acceptor;

    /// <summary>Makes a listener that does not listen yet.</summary>
    /// <param name="options">Limits; validated here.</param>
    /// <param name="credentials">What is shown and trusted at first.</param>
    /// <param name="admission">Who may come in.</param>
    /// <param name="broker">Takes the connections.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">For one category, named for this type.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ListenerStartException">The certificates do not fit the record limit.</exception>
    public MqttListener(
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
        credentials.CheckFits(options);
        _options = options;
        _logger = loggers.CreateLogger<MqttListener>();
        _reception = new MqttReception(options, admission, broker, time, _logger);
        _acceptor = new TlsAcceptor(options, credentials, _reception.Refusals, ServeAsync, time, _logger);
        Endpoint = options.Endpoint;
    }

    /// <summary>The address in use; before <see cref="StartAsync"/> the one asked for.</summary>
    public IPEndPoint Endpoint { get; private set; }

    /// <summary>Where refusals are counted for the audit log.</summary>
    public RefusalCounter? Audit
    {
        init => _reception.Refusals.Audit = value;
    }

    /// <summary>Binds and accepts from now on.</summary>
    /// <exception cref="ListenerStartException">The address cannot be had; the failure says why.</exception>
    public Task StartAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        Endpoint = _acceptor.Start();
        ListenerLog.Listening(_logger, Endpoint);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Uses a renewed server certificate, or another trust, for handshakes from now on. Connections that stand are not
    /// touched; sessions made before cannot be resumed (RFC 8446 4.6.1), they make a full handshake.
    /// </summary>
    /// <exception cref="ListenerStartException">The certificates do not fit the record limit; the old ones
    /// stay.</exception>
    public void Use(ListenerCredentials credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        credentials.CheckFits(_options);
        _acceptor.Credentials = credentials;
        ListenerLog.CertificateSwapped(
            _logger, Endpoint, credentials.Context.TargetCertificate.Subject,
            credentials.Context.TargetCertificate.NotAfter.ToUniversalTime());
    }

    /// <summary>Counts at this moment.</summary>
    public ListenerSnapshot Snapshot() =>
        new(_acceptor.Connections, _acceptor.Handshakes, _reception.Connections.Count);

    /// <summary>
    /// Accepts no more, has the broker say goodbye on every connection it has (MQTT 5 4.13: 0x8B) and waits for those
    /// of this listener to end, at most <see cref="ListenerOptions.StopTimeout"/>; what is left is cut.
    /// </summary>
    public Task StopAsync(CancellationToken cancellation = default) =>
        _reception.StopAsync(Endpoint, _acceptor.StopAsync, cancellation);

    /// <summary>Stops, if that was not done, and gives everything back.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _acceptor.Dispose();
        await _reception.DisposeAsync();
    }

    private async Task ServeAsync(TlsPeer peer)
    {
        if (_reception.Admission.JudgeAndTell(peer.Certificate, peer.Remote, "answered by CONNACK") is { } admitted)
        {
            await _reception.Connections.ServeAsync(new TlsLine(peer, _options.MaxRecordBytes), admitted, peer.Remote);
        }
        else
        {
            await peer.Stream.DisposeAsync();
        }
    }
}
