using System.Net;
using System.Net.Security;
using Garita.Server.Listeners;
using Garita.Server.Listeners.Quic;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Garita.Server.DeviceHttps;

/// <summary>
/// HTTP/3 beside the TCP listener: the UDP port of the number that was asked for, or any free one where none was, and
/// the web server at its end.
/// </summary>
internal sealed class Http3Port(
    DeviceHttpsOptions options,
    ListenerCredentials credentials,
    (PeerAdmission Admission, RefusalLog Refusals) judges,
    ILogger logger) : IAsyncDisposable
{
    /// <summary>The name in ALPN (RFC 9114 3.1).</summary>
    public const string Protocol = "h3";

    // HTTP/3 uses three one-way streams (RFC 9114 6.2), and clients may try a few more.
    private const int OneWayStreams = 6;

    private readonly QuicConnectionListener _listener = new(options.Listener.Endpoint);
    private QuicPort? _port;

    /// <summary>The address in use; null before the start.</summary>
    public IPEndPoint? Endpoint => _port?.Endpoint;

    /// <summary>What <c>Alt-Svc</c> says on the TCP side, for a day (RFC 7838 3.1); empty before the start.</summary>
    public string AltSvc { get; private set; } = string.Empty;

    /// <summary>What new handshakes are shown.</summary>
    public ListenerCredentials Credentials
    {
        set => _port!.Credentials = value;
    }

    /// <summary>Connections and handshakes now.</summary>
    public (int Connections, int Handshakes) Counts =>
        (_port?.Snapshot.Connections ?? 0, _port?.Snapshot.Handshakes ?? 0);

    /// <summary>Puts the web server at this port's end.</summary>
    public void AddTo(IServiceCollection services, IWebHostBuilder host)
    {
        services.AddSingleton<IMultiplexedConnectionListenerFactory>(_listener);
        host.UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(options.Listener.Endpoint, Configure));
    }

    /// <summary>Binds.</summary>
    /// <exception cref="ListenerStartException">The address cannot be had; the failure says why.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        QuicPortOptions wanted = QuicPortOptions.For(
            options.Listener, options.IdleTimeout, options.MaxRequestsPerConnection, OneWayStreams);
        _port = new QuicPort(
            wanted, credentials, judges, [new QuicProtocol(Protocol, _listener.ServeAsync)], logger);
        await _port.StartAsync(cancellation);
        AltSvc = $"{Protocol}=\":{_port.Endpoint.Port}\"";
    }

    // The web server insists on being told of TLS; the handshake is the port's, and this is never asked.
    private static void Configure(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http3;
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions()),
        });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_port is not null)
        {
            await _port.DisposeAsync();
        }

        await _listener.DisposeAsync();
    }
}
