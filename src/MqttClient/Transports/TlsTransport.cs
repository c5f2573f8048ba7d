using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Garita.MqttClient.Trust;

namespace Garita.MqttClient.Transports;

/// <summary>MQTT over TCP and TLS 1.3. There is no plaintext form and no older version of TLS.</summary>
/// <remarks>
/// The framework judges the broker's certificate when the handshake is over. A false broker is sent no byte of MQTT,
/// but it has seen the client's certificate by then.
/// </remarks>
public sealed class TlsTransport : IClientTransport
{
    /// <summary>The TCP port of MQTT over TLS (IANA: secure-mqtt).</summary>
    public const int DefaultPort = 8883;

    private readonly TlsTransportOptions _options;
    private readonly string _serverName;
    private readonly int _port;

    // Built once: a context per connection leaks native memory with some servicing releases of the framework.
    private readonly SslStreamCertificateContext? _certificate;

    /// <summary>Prepares the transport; nothing is opened yet.</summary>
    public TlsTransport(TlsTransportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _port = options.PortOr(DefaultPort);
        _serverName = options.ServerName ?? options.Host;
        _certificate = options.Certificate is { } own
            ? SslStreamCertificateContext.Create(own.Leaf, [.. own.Issuers], offline: true)
            : null;
    }

    /// <inheritdoc/>
    public string Target => $"{_options.Host}:{_port}";

    /// <inheritdoc/>
    public async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        Socket socket = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        SslStream tls = new(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false);
        ClientFault? verdict = null;
        try
        {
            await tls.AuthenticateAsClientAsync(Handshake(v => verdict = v), cancellationToken).ConfigureAwait(false);
            return _options.Protocol is { } wanted && tls.NegotiatedApplicationProtocol.ToString() != wanted
                ? throw new AuthenticationException($"the server does not speak {wanted}")
                : tls;
        }
        catch (OperationCanceledException)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        catch (Exception fault) when (fault is AuthenticationException or IOException or CryptographicException)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw BrokerVerdict.Refusal(Target, _serverName, verdict, fault);
        }
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(_options.Host, _port), cancellationToken)
                .ConfigureAwait(false);
            return socket;
        }
        catch (SocketException fault)
        {
            socket.Dispose();
            bool unknown = fault.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData
                or SocketError.TryAgain;
            ClientFault kind = unknown ? ClientFault.NameNotResolved : ClientFault.Unreachable;
            throw new MqttClientException(kind, $"{Target}: {fault.Message}", fault);
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }

    private SslClientAuthenticationOptions Handshake(Action<ClientFault?> report) => new()
    {
        TargetHost = _serverName,
        EnabledSslProtocols = SslProtocols.Tls13,
        ClientCertificateContext = _certificate,
        ApplicationProtocols = _options.Protocol is { } wanted ? [new SslApplicationProtocol(wanted)] : null,
        CertificateChainPolicy = _options.Trust.ChainPolicy(),
        RemoteCertificateValidationCallback = (_, shown, chain, errors) =>
        {
            ClientFault? verdict = _options.Trust.Judge(shown, chain, errors, _serverName);
            report(verdict);
            return verdict is null;
        },
    };
}
