using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Garita.MqttClient.Tests;

/// <summary>
/// A TLS 1.3 server that shows any certificate and counts the application bytes that a client sends to it.
/// </summary>
internal sealed class FalseServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task<int> _heard;

    public FalseServer(X509Certificate2 shown, params X509Certificate2[] issuers)
    {
        _listener.Start();
        SslStreamCertificateContext context =
            SslStreamCertificateContext.Create(shown, [.. issuers], offline: true);
        _heard = ServeAsync(context);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many application bytes came before the client left.</summary>
    public Task<int> HeardAsync() => _heard.WaitAsync(TestSetup.Patience);

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<int> ServeAsync(SslStreamCertificateContext context)
    {
        using TcpClient client = await _listener.AcceptTcpClientAsync();
        await using SslStream tls = new(client.GetStream());
        int count = 0;
        try
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = context,
                EnabledSslProtocols = SslProtocols.Tls13,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
            });
            byte[] buffer = new byte[1024];
            while (await tls.ReadAsync(buffer) is > 0 and int more)
            {
                count += more;
            }
        }
        catch (Exception fault) when (fault is IOException or AuthenticationException)
        {
            // The client hung up, which is what it should do.
        }

        return count;
    }
}
