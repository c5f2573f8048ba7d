using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Garita.Quic;

namespace Garita.QuicBench;

/// <summary>The clients that load the servers; what they cost is not counted.</summary>
internal static class Clients
{
    public static ValueTask<QuicConnection> QuicAsync(Papers papers, int port, string protocol) =>
        QuicTransport.ConnectAsync(new QuicClientOptions
        {
            Remote = new IPEndPoint(IPAddress.Loopback, port),
            ServerName = "localhost",
            Protocols = [protocol],
            Certificate = new QuicCertificate(papers.Client),
            Verify = peer => papers.Accepts(peer.Chain, ofClient: false),
            Limits = Servers.Roomy,
        });

    public static async Task<SslStream> TlsAsync(Papers papers, int port)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        SslStream tls = new(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            CertificateChainPolicy = papers.Policy(ofClient: false),
            ClientCertificates = [papers.Client],
            EnabledSslProtocols = SslProtocols.Tls13,
        });
        return tls;
    }

    /// <summary>Asks for so many MiB and reads them.</summary>
    public static async Task ReadAsync(Stream stream, int mebibytes)
    {
        await stream.WriteAsync(BitConverter.GetBytes(mebibytes));
        byte[] buffer = new byte[64 * 1024];
        for (long left = mebibytes * 1024L * 1024; left > 0;)
        {
            int count = await stream.ReadAsync(buffer);
            left = count > 0 ? left - count : throw new EndOfStreamException();
        }
    }
}
