using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Garita.Quic;

namespace Garita.QuicBench;

/// <summary>
/// The servers that are measured: accept whoever holds a good certificate, and send as many MiB as the first four bytes
/// ask for.
/// </summary>
internal static class Servers
{
    public const string Protocol = "bench/1";

    private static readonly byte[] s_piece = new byte[64 * 1024];

    /// <summary>Limits for one address that stands for a fleet.</summary>
    public static QuicLimits Roomy { get; } = new()
    {
        HandshakeTimeout = TimeSpan.FromMinutes(1),
        IdleTimeout = TimeSpan.FromMinutes(30),
        ConnectionsPerSecondPerSource = 1_000_000,
        MaxConnectionsPerSource = 10_000,
    };

    public static async Task QuicAsync(Papers papers)
    {
        await using QuicServer server = await QuicTransport.ListenAsync(new QuicServerOptions
        {
            Endpoint = new IPEndPoint(IPAddress.Loopback, 0),
            Protocols = [Protocol],
            Certificate = new QuicCertificate(papers.Server),
            Verify = peer => papers.Accepts(peer.Chain, ofClient: true),
            Limits = Roomy,
        });
        Console.WriteLine(server.LocalEndPoint.Port);
        while (await server.AcceptAsync() is { } connection)
        {
            _ = ServeAsync(connection);
        }
    }

    public static async Task TlsAsync(Papers papers)
    {
        using Socket listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen(1_024);
        SslServerAuthenticationOptions options = new()
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(papers.Server, null, offline: true),
            ClientCertificateRequired = true,
            CertificateChainPolicy = papers.Policy(ofClient: true),
            EnabledSslProtocols = SslProtocols.Tls13,
        };
        Console.WriteLine(((IPEndPoint)listening.LocalEndPoint!).Port);
        while (true)
        {
            _ = ServeAsync(await listening.AcceptAsync(), options);
        }
    }

    private static async Task ServeAsync(QuicConnection connection)
    {
        await using (connection)
        {
            while (await connection.AcceptStreamAsync() is { } stream)
            {
                await using (stream)
                {
                    await SendAsync(stream);
                }
            }
        }
    }

    private static async Task ServeAsync(Socket socket, SslServerAuthenticationOptions options)
    {
        socket.NoDelay = true;
        await using SslStream tls = new(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await tls.AuthenticateAsServerAsync(options);
            await SendAsync(tls);
        }
        catch (Exception fault) when (fault is IOException or AuthenticationException)
        {
            // The client has what it came for.
        }
    }

    private static async Task SendAsync(Stream stream)
    {
        byte[] wanted = new byte[4];
        if (await stream.ReadAtLeastAsync(wanted, 4, throwOnEndOfStream: false) == 4)
        {
            for (long left = BitConverter.ToInt32(wanted) * 1024L * 1024; left > 0; left -= s_piece.Length)
            {
                await stream.WriteAsync(s_piece);
            }
        }
    }
}
