using System.Net.WebSockets;

namespace Garita.MqttClient.Transports;

/// <summary>
/// MQTT in a WebSocket over TLS 1.3 (MQTT 5 6.0), for networks that let nothing but HTTPS through. The broker is
/// authenticated as by <see cref="TlsTransport"/>, before the first byte of HTTP.
/// </summary>
public sealed class WebSocketTransport : IClientTransport
{
    /// <summary>The port of HTTPS for devices.</summary>
    public const int DefaultPort = 8443;

    private readonly TlsTransport _tls;
    private readonly string _authority;
    private readonly string _path;

    /// <summary>Prepares the transport; nothing is opened yet.</summary>
    /// <param name="options">Where the broker listens for HTTPS and how to know it.</param>
    /// <param name="path">The resource; brokers have agreed on <c>/mqtt</c>.</param>
    /// <exception cref="ArgumentException">The path is not one that HTTP can carry.</exception>
    public WebSocketTransport(TlsTransportOptions options, string path = "/mqtt")
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(path);
        int port = options.PortOr(DefaultPort);
        _tls = new TlsTransport(options with { Port = port });
        _authority = new UriBuilder("https", options.Host, port).Uri.Authority;
        _path = path.StartsWith('/') && path.All(c => c is > ' ' and < '\x7F')
            ? path
            : throw new ArgumentException("A path begins with '/' and is visible ASCII.", nameof(path));
    }

    /// <inheritdoc/>
    public string Target => $"wss://{_authority}{_path}";

    /// <inheritdoc/>
    public async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        Stream tls = await _tls.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await WebSocketUpgrade.PerformAsync(tls, _authority, _path, cancellationToken).ConfigureAwait(false);
            WebSocketCreationOptions options = new()
            {
                SubProtocol = WebSocketUpgrade.Subprotocol,
                KeepAliveInterval = Timeout.InfiniteTimeSpan, // MQTT has its own
            };
            return new WebSocketBytes(WebSocket.CreateFromStream(tls, options), tls);
        }
        catch (Exception fault) when (fault is MqttClientException or OperationCanceledException)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        catch (IOException fault)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw new MqttClientException(
                ClientFault.TlsHandshake, $"{Target}: the connection ended before the WebSocket was open.", fault);
        }
    }
}
