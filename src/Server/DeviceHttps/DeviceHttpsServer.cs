using System.Net;
using System.Net.Security;
using Garita.AuditLog.Refusals;
using Garita.Broker;
using Garita.Quic;
using Garita.Server.Admission;
using Garita.Server.Api;
using Garita.Server.Listeners;
using Garita.Server.Listeners.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Garita.Server.DeviceHttps;

/// <summary>
/// The HTTPS listener for devices and services: handshakes by our own acceptor, HTTP by the web server, MQTT in
/// WebSockets by the broker.
/// </summary>
public sealed class DeviceHttpsServer : IAsyncDisposable
{
    // What is left of plain requests after this is cut; WebSockets have had their goodbye before.
    private static readonly TimeSpan s_stopPatience = TimeSpan.FromSeconds(3);

    private readonly ListenerOptions _options;
    private readonly ILogger _logger;
    private readonly MqttReception _reception;
    private readonly TlsConnectionListener _listener;
    private readonly Http3Port? _http3;
    private readonly WebApplication _app;
    private bool _stopped;

    /// <summary>Makes a listener that does not listen yet.</summary>
    /// <param name="options">Limits; validated here.</param>
    /// <param name="credentials">What is shown and trusted at first.</param>
    /// <param name="admission">Who may come in.</param>
    /// <param name="broker">Takes MQTT.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">For one category, named for this type.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ListenerStartException">The certificates do not fit the record limit.</exception>
    public DeviceHttpsServer(
        DeviceHttpsOptions options,
        ListenerCredentials credentials,
        CertificateAdmission admission,
        MqttBroker broker,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(credentials);
        options.Validate();
        _options = options.Listener with
        {
            Protocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        };
        credentials.CheckFits(_options);
        _logger = loggers.CreateLogger<DeviceHttpsServer>();
        _reception = new MqttReception(_options, admission, broker, time, _logger);
        (PeerAdmission peers, RefusalLog refusals) = (_reception.Admission, _reception.Refusals);
        _listener = new TlsConnectionListener(_options, credentials, peers, refusals, time, _logger);
        _http3 = options.Http3 && QuicSupport.Missing is null
            ? new Http3Port(options with { Listener = _options }, credentials, (peers, refusals), _logger)
            : null;
        RequestBoundary boundary = new(new DeviceGate(peers, refusals, options).JudgeAsync, _logger);
        _app = Build(options, boundary, loggers);
        new MqttWebSocket(_reception.Connections, _options, time).Map(_app);
        new IdentityResource(time).Map(_app);
    }

    /// <summary>The address in use; before <see cref="StartAsync"/> the one asked for.</summary>
    public IPEndPoint Endpoint => (IPEndPoint)_listener.EndPoint;

    /// <summary>Where refusals are counted for the audit log.</summary>
    public RefusalCounter? Audit
    {
        init => _reception.Refusals.Audit = value;
    }

    /// <summary>Further resources, behind the same gate; taken up when it starts.</summary>
    internal IReadOnlyList<Action<IEndpointRouteBuilder>> Resources { get; init; } = [];

    /// <summary>The address of HTTP/3 (UDP); null where that is turned off or no library speaks QUIC.</summary>
    public IPEndPoint? Http3Endpoint => _http3?.Endpoint;

    /// <summary>Binds and answers from now on.</summary>
    /// <exception cref="ListenerStartException">The address cannot be had; the failure says why.</exception>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        foreach (Action<IEndpointRouteBuilder> map in Resources)
        {
            map(_app);
        }

        await _app.StartAsync(cancellation);
        DeviceHttpsLog.Listening(_logger, Endpoint);
        if (_http3 is not null)
        {
            await _http3.StartAsync(cancellation);
            DeviceHttpsLog.ListeningHttp3(_logger, _http3.Endpoint!);
        }
    }

    /// <summary>Uses a renewed server certificate, or another trust, for handshakes from now on.</summary>
    /// <exception cref="ListenerStartException">The certificates do not fit the record limit; the old ones
    /// stay.</exception>
    public void Use(ListenerCredentials credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        credentials.CheckFits(_options);
        _listener.Credentials = credentials;
        if (_http3 is not null)
        {
            _http3.Credentials = credentials;
        }

        DeviceHttpsLog.CertificateSwapped(_logger, Endpoint);
    }

    /// <summary>Counts at this moment.</summary>
    public ListenerSnapshot Snapshot()
    {
        (int connections, int handshakes) = _listener.Counts;
        (int more, int underWay) = _http3?.Counts ?? (0, 0);
        return new ListenerSnapshot(connections + more, handshakes + underWay, _reception.Connections.Count);
    }

    /// <summary>Accepts no more, says goodbye as <see cref="MqttListener.StopAsync"/> does, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        _reception.Connections.RefuseNewcomers();
        using CancellationTokenSource patience = new(s_stopPatience + _options.StopTimeout);
        Task stopping = _app.StopAsync(patience.Token);
        await _reception.Connections.StopAsync(CancellationToken.None);
        await stopping;
        if (_http3 is not null)
        {
            await _http3.DisposeAsync();
        }

        await _app.DisposeAsync();
        await _listener.DisposeAsync();
        await _reception.DisposeAsync();
        DeviceHttpsLog.Stopped(_logger, Endpoint);
    }

    private WebApplication Build(DeviceHttpsOptions options, RequestBoundary boundary, ILoggerFactory loggers)
    {
        WebApplicationBuilder builder = BareHost.Create(loggers);
        builder.Services.Replace(ServiceDescriptor.Singleton<IConnectionListenerFactory>(_listener));
        builder.Services.AddRouting();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options));
        _http3?.AddTo(builder.Services, builder.WebHost);
        WebApplication app = builder.Build();
        if (_http3 is not null)
        {
            app.Use(next => context =>
            {
                context.Response.Headers.AltSvc = _http3.AltSvc;
                return next(context);
            });
        }

        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        app.Use(next => context => boundary.InvokeAsync(context, next));
        app.UseRouting();
        return app;
    }

    private static void Configure(KestrelServerOptions kestrel, DeviceHttpsOptions options)
    {
        KestrelServerLimits limits = kestrel.Limits;
        kestrel.AddServerHeader = false;
        limits.RequestHeadersTimeout = options.HeaderTimeout;
        limits.KeepAliveTimeout = options.IdleTimeout;
        limits.MinResponseDataRate = new MinDataRate(options.SlowestReader, options.SlowestGrace);
        limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
        limits.MaxRequestLineSize = options.MaxHeaderBytes;
        limits.MaxRequestHeaderCount = options.MaxHeaders;
        limits.MaxRequestBodySize = options.MaxBodyBytes;
        limits.Http2.MaxStreamsPerConnection = options.MaxRequestsPerConnection;
        limits.Http2.MaxRequestHeaderFieldSize = options.MaxHeaderBytes;
        limits.Http3.MaxRequestHeaderFieldSize = options.MaxHeaderBytes;

        // HTTP/1.1 and HTTP/2, by ALPN, is what it does unasked. The acceptor below has shaken hands already.
        kestrel.Listen(options.Listener.Endpoint);
    }
}
