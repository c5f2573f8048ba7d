using System.Net;
using System.Net.Sockets;
using Garita.Contracts.Bootstrap;
using Garita.MqttClient;
using Garita.MqttClient.Trust;
using Garita.Quic;

namespace Garita.Device.Bootstrap.Links;

/// <summary>QUIC: each request has a stream of its own, and its end ends the request.</summary>
internal static class QuicRoad
{
    /// <summary>Connects, to the first address that answers.</summary>
    public static async Task<BootstrapRoad> OpenAsync(
        BootstrapOptions options, int port, CancellationToken cancellationToken)
    {
        IPAddress[] addresses =
            await Dns.GetHostAddressesAsync(options.Host, cancellationToken).ConfigureAwait(false);
        QuicException? last = null;
        foreach (IPAddress address in addresses)
        {
            try
            {
                QuicConnection connection = await ConnectAsync(
                    options, new IPEndPoint(address, port), cancellationToken).ConfigureAwait(false);
                return new BootstrapRoad(
                    "QUIC", (request, stop) => ExchangeAsync(connection, request, stop), connection);
            }
            catch (QuicException fault) when (fault.End.Kind == QuicEndKind.HandshakeTimeout)
            {
                last = fault;
            }
        }

        throw last ?? (Exception)new SocketException((int)SocketError.HostNotFound);
    }

    private static async Task<QuicConnection> ConnectAsync(
        BootstrapOptions options, IPEndPoint remote, CancellationToken cancellationToken)
    {
        string name = options.ServerName ?? options.Host;
        ServerTrust trust = ServerTrust.InRoots(options.ServerRoots);
        ClientFault? verdict = null;
        try
        {
            return await QuicTransport.ConnectAsync(
                new QuicClientOptions
                {
                    Remote = remote,
                    ServerName = name,
                    Protocols = [BootstrapWire.Alpn],
                    Certificate = new QuicCertificate(options.Birth.Leaf, options.Birth.Issuers),
                    Verify = peer => (verdict = trust.Judge(peer.Chain, name)) is null,
                    Limits = new QuicLimits
                    {
                        HandshakeTimeout = options.QuicPatience,
                        MaxBidirectionalStreams = 0,
                        MaxUnidirectionalStreams = 0,
                        StreamWindowBytes = 2 * BootstrapWire.MaxMessageBytes,
                    },
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (QuicException fault) when (verdict is not null)
        {
            throw new MqttClientException(verdict.Value, $"{remote} is not the server '{name}'", fault);
        }
    }

    private static async Task<byte[]?> ExchangeAsync(
        QuicConnection connection, ReadOnlyMemory<byte> request, CancellationToken stop)
    {
        QuicStream stream = await connection.OpenStreamAsync(cancellationToken: stop).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await stream.WriteAsync(request, stop).ConfigureAwait(false);
            await stream.CompleteWritesAsync(stop).ConfigureAwait(false);
            byte[] reply = new byte[BootstrapWire.MaxMessageBytes + 1];
            int length = await stream.ReadAtLeastAsync(reply, reply.Length, throwOnEndOfStream: false, stop)
                .ConfigureAwait(false);
            if (length is > 0 and <= BootstrapWire.MaxMessageBytes)
            {
                return reply[..length];
            }

            stream.Abort(0);
            return null;
        }
    }
}
