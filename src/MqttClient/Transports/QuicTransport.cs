using System.Net;
using System.Net.Sockets;
using Garita.MqttClient.Trust;
using Garita.Quic;

namespace Garita.MqttClient.Transports;

/// <summary>
/// MQTT in one stream of a QUIC connection (ALPN <c>mqtt</c>): one round trip to a connection, and a connection that
/// survives a change of the client's address.
/// </summary>
/// <remarks>
/// The broker's certificate is judged within the handshake, by the same rules as on TCP. The private key must be one
/// that can be exported, since the library that does TLS takes a copy; where it cannot leave its chip, use another
/// transport.
/// </remarks>
public sealed class QuicTransport : IClientTransport
{
    /// <summary>The UDP port of MQTT over QUIC.</summary>
    public const int DefaultPort = 14567;

    private const string Protocol = "mqtt";

    // MQTT's keep-alive notices a dead path; QUIC's own idle time must not end a quiet connection before.
    private static readonly QuicLimits Limits = new()
    {
        IdleTimeout = TimeSpan.FromHours(1),
        MaxBidirectionalStreams = 0,
        MaxUnidirectionalStreams = 0,
    };

    private readonly TlsTransportOptions _options;
    private readonly string _serverName;
    private readonly int _port;
    private readonly QuicCertificate? _certificate;

    /// <summary>Prepares the transport; nothing is opened yet.</summary>
    /// <exception cref="ArgumentException">The private key is of another kind than ECDSA.</exception>
    public QuicTransport(TlsTransportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _port = options.PortOr(DefaultPort);
        _serverName = options.ServerName ?? options.Host;
        _certificate = options.Certificate is { } own ? new QuicCertificate(own.Leaf, [.. own.Issuers]) : null;
    }

    /// <inheritdoc/>
    public string Target => $"{_options.Host}:{_port} (UDP)";

    /// <inheritdoc/>
    public async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        MqttClientException? last = null;
        foreach (IPAddress address in await ResolveAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                return await ConnectAsync(new IPEndPoint(address, _port), cancellationToken).ConfigureAwait(false);
            }
            catch (MqttClientException fault) when (fault.Fault is ClientFault.Unreachable or ClientFault.TimedOut)
            {
                last = fault;
            }
        }

        throw last ?? new MqttClientException(ClientFault.NameNotResolved, $"{Target}: the name has no address.");
    }

    private async Task<IPAddress[]> ResolveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(_options.Host, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException fault)
        {
            throw new MqttClientException(ClientFault.NameNotResolved, $"{Target}: {fault.Message}", fault);
        }
    }

    private async Task<Stream> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken)
    {
        ClientFault? verdict = null;
        try
        {
            QuicClientOptions wanted = new()
            {
                Remote = remote,
                ServerName = _serverName,
                Protocols = [Protocol],
                Certificate = _certificate,
                Verify = peer => (verdict = _options.Trust.Judge(peer.Chain, _serverName)) is null,
                Limits = Limits,
            };
            QuicConnection connection = await Quic.QuicTransport.ConnectAsync(wanted, cancellationToken)
                .ConfigureAwait(false);
            try
            {
                QuicStream stream = await connection.OpenStreamAsync(cancellationToken: cancellationToken)
                    .ConfigureAwait(false);
                return new QuicBytes(connection, stream);
            }
            catch (Exception fault) when (fault is IOException or OperationCanceledException)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch (QuicUnavailableException fault)
        {
            throw new MqttClientException(ClientFault.TransportUnavailable, fault.Message, fault);
        }
        catch (SocketException fault)
        {
            throw new MqttClientException(ClientFault.Unreachable, $"{Target}: {fault.Message}", fault);
        }
        catch (QuicException fault) when (fault.End.Kind is QuicEndKind.HandshakeTimeout or QuicEndKind.IdleTimeout)
        {
            throw new MqttClientException(ClientFault.TimedOut, $"{Target}: nobody answers.", fault);
        }
        catch (QuicException fault) when (fault.End.Kind is QuicEndKind.CertificateRefused or QuicEndKind.TlsAlert)
        {
            throw BrokerVerdict.Refusal(Target, _serverName, verdict, fault);
        }
        catch (QuicException fault)
        {
            throw new MqttClientException(ClientFault.Unreachable, $"{Target}: {fault.Message}", fault);
        }
    }
}
