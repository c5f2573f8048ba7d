using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Garita.MqttClient.Transports;
using Garita.MqttClient.Trust;

namespace Garita.Server.Tests.Updates;

/// <summary>A TLS server with a certificate that a test chose.</summary>
internal sealed class TlsPretender : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly SslStreamCertificateContext _context;

    private TlsPretender(SslStreamCertificateContext context) => _context = context;

    public static TlsPretender Start(X509Certificate2 leaf, X509Certificate2 issuer)
    {
        TlsPretender pretender = new(SslStreamCertificateContext.Create(leaf, [issuer], offline: true));
        pretender._listener.Start();
        return pretender;
    }

    /// <summary>Whether our client goes on with it after the handshake.</summary>
    public async Task<bool> IsAcceptedAsync(X509Certificate2 root)
    {
        using CancellationTokenSource limit = new(s_patience);
        Task serving = ServeAsync(limit.Token);
        TlsTransport transport = new(new TlsTransportOptions
        {
            Host = "localhost",
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
            Trust = ServerTrust.InRoots(root),
        });
        bool isAccepted = true;
        try
        {
            await using Stream stream = await transport.OpenAsync(limit.Token);
        }
        catch (MqttClient.MqttClientException)
        {
            isAccepted = false;
        }

        await serving;
        return isAccepted;
    }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(CancellationToken stop)
    {
        using TcpClient client = await _listener.AcceptTcpClientAsync(stop);
        await using SslStream tls = new(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificateContext = _context }, stop);
        }
        catch (Exception fault) when (fault is AuthenticationException or IOException)
        {
            // The client went away.
        }
    }
}
