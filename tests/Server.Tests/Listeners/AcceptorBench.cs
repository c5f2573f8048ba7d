using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Garita.Server.Listeners;

namespace Garita.Server.Tests.Listeners;

/// <summary>An acceptor on a free port whose peers get the byte <c>!</c> and are then held until they leave.</summary>
public sealed class AcceptorBench : IAsyncDisposable
{
    private readonly RefusalLog _refusals;

    public AcceptorBench(TestPki pki, ListenerOptions? options = null)
    {
        IPEndPoint anyPort = new(IPAddress.Loopback, 0);
        ListenerOptions chosen = (options ?? new ListenerOptions()) with { Endpoint = anyPort };
        Log = new CapturedLog();
        _refusals = new RefusalLog(chosen, TimeProvider.System, Log);
        ListenerCredentials credentials = ListenerCredentials.Create(
            pki.Server, [pki.ServerIssuer], pki.ClientPolicy());
        Acceptor = new TlsAcceptor(chosen, credentials, _refusals, Serve, TimeProvider.System, Log);
        Endpoint = Acceptor.Start();
        Pki = pki;
    }

    public CapturedLog Log { get; }

    public IPEndPoint Endpoint { get; }

    public TestPki Pki { get; }

    internal TlsAcceptor Acceptor { get; }

    /// <summary>Connects as .NET's own client, reads the greeting; throws what the client sees when refused.</summary>
    public async Task<SslStream> Connect(
        X509Certificate2? certificate,
        SslProtocols protocols = SslProtocols.Tls13,
        string? alpn = null,
        IPAddress? from = null)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (from is not null)
        {
            socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(from, 0));
        }

        await socket.ConnectAsync(Endpoint);
        SslStream tls = new(new NetworkStream(socket, ownsSocket: true));
        SslClientAuthenticationOptions options = new()
        {
            TargetHost = "localhost",
            EnabledSslProtocols = protocols,
            CertificateChainPolicy = Pki.ServerPolicy(),
            ClientCertificates = certificate is null ? null : [certificate],
            LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate,
            ApplicationProtocols = alpn is null ? null : [new SslApplicationProtocol(alpn)],
        };
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        await tls.AuthenticateAsClientAsync(options, limit.Token);
        byte[] greeting = new byte[1];
        int count = await tls.ReadAsync(greeting, limit.Token);
        return count == 1 ? tls : throw new IOException("closed without a greeting");
    }

    public async ValueTask DisposeAsync()
    {
        await Acceptor.StopAsync();
        Acceptor.Dispose();
        _refusals.Dispose();
    }

    private static async Task Serve(TlsPeer peer)
    {
        try
        {
            await using SslStream stream = peer.Stream;
            await stream.WriteAsync("!"u8.ToArray());
            while (await stream.ReadAsync(new byte[100]) > 0)
            {
            }
        }
        catch (IOException)
        {
            // The client left without a goodbye.
        }
    }
}
