using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Garita.Contracts.Bootstrap;
using Garita.Quic;
using Garita.Server.Hosting;

namespace Garita.Bootstrap.Tests.Fixtures;

/// <summary>A connection to the bootstrap port, over QUIC or TCP.</summary>
internal sealed class Road : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TcpClient? _tcp;
    private readonly SslStream? _tls;

    private Road(QuicConnection quic) => Quic = quic;

    private Road(TcpClient tcp, SslStream tls) => (_tcp, _tls) = (tcp, tls);

    public QuicConnection? Quic { get; }

    public SslStream? Tls => _tls;

    public static Task<Road> OpenAsync(GaritaServer server, BirthHolder holder, bool quic) =>
        quic ? OverQuicAsync(server, holder) : OverTcpAsync(server.BootstrapEndpoint!, server, holder);

    public static async Task<Road> OverQuicAsync(GaritaServer server, BirthHolder holder) =>
        new(await QuicTransport.ConnectAsync(new QuicClientOptions
        {
            Remote = server.BootstrapQuicEndpoint!,
            ServerName = "localhost",
            Protocols = [BootstrapWire.Alpn],
            Certificate = new QuicCertificate(holder.Leaf, holder.Issuer),
            Verify = peer => Convert.ToHexStringLower(SHA256.HashData(peer.Chain[0].RawDataMemory.Span))
                == server.Fingerprint.Hex,
        }));

    public static async Task<Road> OverTcpAsync(
        IPEndPoint endpoint, GaritaServer server, BirthHolder holder, string protocol = BootstrapWire.Alpn)
    {
        TcpClient tcp = new();
        await tcp.ConnectAsync(endpoint);
        SslStream tls = new(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = SslProtocols.Tls13,
            ApplicationProtocols = [new SslApplicationProtocol(protocol)],
            ClientCertificateContext =
                SslStreamCertificateContext.Create(holder.Leaf, [holder.Issuer], offline: true),
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                Convert.ToHexStringLower(SHA256.HashData(certificate!.GetRawCertData())) == server.Fingerprint.Hex,
        });
        return new Road(tcp, tls);
    }

    /// <summary>One request; null where the server resets the stream or closes.</summary>
    public async Task<byte[]?> AskAsync(ReadOnlyMemory<byte> request)
    {
        using CancellationTokenSource limit = new(s_patience);
        try
        {
            return Quic is null
                ? await OverTlsAsync(request, limit.Token)
                : await OverQuicAsync(request, limit.Token);
        }
        catch (Exception fault) when (fault is IOException or QuicException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Quic is not null)
        {
            await Quic.DisposeAsync();
        }

        if (_tls is not null)
        {
            await _tls.DisposeAsync();
            _tcp!.Dispose();
        }
    }

    private async Task<byte[]?> OverQuicAsync(ReadOnlyMemory<byte> request, CancellationToken stop)
    {
        await using QuicStream stream = await Quic!.OpenStreamAsync(true, stop);
        await stream.WriteAsync(request, stop);
        await stream.CompleteWritesAsync(stop);
        using MemoryStream reply = new();
        await stream.CopyToAsync(reply, stop);
        return reply.Length == 0 ? null : reply.ToArray();
    }

    private async Task<byte[]?> OverTlsAsync(ReadOnlyMemory<byte> request, CancellationToken stop)
    {
        byte[] led = new byte[4 + request.Length];
        BinaryPrimitives.WriteInt32BigEndian(led, request.Length);
        request.CopyTo(led.AsMemory(4));
        await _tls!.WriteAsync(led, stop);
        byte[] head = new byte[4];
        if (await _tls.ReadAtLeastAsync(head, 4, throwOnEndOfStream: false, stop) < 4)
        {
            return null;
        }

        byte[] reply = new byte[BinaryPrimitives.ReadInt32BigEndian(head)];
        await _tls.ReadExactlyAsync(reply, stop);
        return reply;
    }
}
