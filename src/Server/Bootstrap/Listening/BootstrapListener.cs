using System.Net;
using System.Net.Security;
using Garita.AuditLog.Refusals;
using Garita.Contracts.Bootstrap;
using Garita.Quic;
using Garita.Server.Admission;
using Garita.Server.Bootstrap.Batches;
using Garita.Server.Bootstrap.Requests;
using Garita.Server.Listeners;
using Garita.Server.Listeners.Quic;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Bootstrap.Listening;

/// <summary>The port of bootstrap: QUIC on UDP and TLS on TCP, one code behind both.</summary>
internal sealed class BootstrapListener : IAsyncDisposable
{
    private readonly BootstrapOptions _options;
    private readonly ILogger _logger;
    private readonly RefusalLog _refusals;
    private readonly BootstrapGate _gate;
    private readonly TlsAcceptor _acceptor;
    private readonly QuicPort _port;
    private readonly CancellationTokenSource _stop = new();
    private bool _isQuic;

    /// <summary>Makes a listener that does not listen yet.</summary>
    /// <param name="options">Where, and which limits.</param>
    /// <param name="credentials">What is shown and trusted at first.</param>
    /// <param name="admission">The one admission that is told of births.</param>
    /// <param name="served">Who answers, and which batches there are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">For one category.</param>
    public BootstrapListener(
        BootstrapOptions options, ListenerCredentials credentials, CertificateAdmission admission,
        (BirthBatches Batches, BootstrapDesk Desk) served, TimeProvider time, ILoggerFactory loggers)
    {
        options = options with
        {
            Listener = options.Listener with { Protocols = [new SslApplicationProtocol(BootstrapWire.Alpn)] },
        };
        options.Listener.Validate();
        credentials.CheckFits(options.Listener);
        _options = options;
        _logger = loggers.CreateLogger("Garita.Bootstrap");
        _refusals = new RefusalLog(options.Listener, time, _logger);
        PeerAdmission peers = new(admission, _refusals);
        _gate = new BootstrapGate(peers, served.Batches, served.Desk, options.MaxRequests);
        BootstrapTcp tcp = new(options, _gate, time, _stop.Token);
        BootstrapQuic quic = new(options, _gate, time, _stop.Token);
        _acceptor = new TlsAcceptor(options.Listener, credentials, _refusals, tcp.ServeAsync, time, _logger);
        _port = new QuicPort(
            QuicPortOptions.For(
                options.Listener, options.IdleTimeout, options.StreamsPerConnection, oneWayStreams: 0),
            credentials,
            (peers, _refusals),
            [new QuicProtocol(BootstrapWire.Alpn, quic.ServeAsync)],
            _logger);
        TcpEndpoint = options.Listener.Endpoint;
    }

    /// <summary>The TCP address in use.</summary>
    public IPEndPoint TcpEndpoint { get; private set; }

    /// <summary>The UDP address in use; null where nothing on this machine speaks QUIC.</summary>
    public IPEndPoint? QuicEndpoint => _isQuic ? _port.Endpoint : null;

    /// <summary>Where refusals are counted for the audit log.</summary>
    public RefusalCounter? Audit
    {
        init => _refusals.Audit = value;
    }

    /// <summary>Binds both and accepts from now on.</summary>
    /// <exception cref="ListenerStartException">An address cannot be had; the failure says why.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        TcpEndpoint = _acceptor.Start();
        BootstrapLog.Listening(_logger, TcpEndpoint, "TLS");
        if (_options.Quic && QuicSupport.Missing is null)
        {
            await _port.StartAsync(cancellation);
            _isQuic = true;
            BootstrapLog.Listening(_logger, _port.Endpoint, "QUIC");
        }
    }

    /// <summary>Uses a renewed server certificate for handshakes from now on.</summary>
    public void Use(ListenerCredentials credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        credentials.CheckFits(_options.Listener);
        _acceptor.Credentials = credentials;
        if (_isQuic)
        {
            _port.Credentials = credentials;
        }
    }

    /// <summary>Accepts no more, ends what waits, and lets what is being answered finish.</summary>
    public async ValueTask DisposeAsync()
    {
        await _acceptor.StopAsync();
        await _port.StopAcceptingAsync();
        await _stop.CancelAsync();
        await _gate.DrainAsync(_options.Listener.StopTimeout);
        await _port.DisposeAsync();
        _acceptor.Dispose();
        _refusals.Dispose();
        _gate.Dispose();
        _stop.Dispose();
    }
}
