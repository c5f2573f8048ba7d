using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;

namespace Garita.Samples.Tests.Fixtures;

/// <summary>
/// A TLS server with a certificate of the test's choice that keeps what it deciphers. It asks for no certificate, as
/// one who is after what devices say would not.
/// </summary>
public sealed class FalseBroker : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<byte[]> _heard = Channel.CreateUnbounded<byte[]>();
    private readonly SslServerAuthenticationOptions _tls;
    private readonly Task _serving;

    public FalseBroker(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        _tls = new SslServerAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, [issuer], offline: true),
        };
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
    }

    /// <summary>Where it listens, on localhost.</summary>
    public int Port { get; }

    /// <summary>
    /// What the next connection let it decipher until the client left or its first bytes came: nothing, if the client
    /// refused it.
    /// </summary>
    public async Task<byte[]> HeardAsync() => await _heard.Reader.ReadAsync().AsTask().WaitAsync(s_limit);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.WaitAsync(s_limit);
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _heard.Writer.TryWrite(await ListenAsync(client.GetStream()));
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped: the one way out.
        }
    }

    private async Task<byte[]> ListenAsync(Stream stream)
    {
        byte[] buffer = new byte[4_096];
        await using SslStream tls = new(stream);
        try
        {
            await tls.AuthenticateAsServerAsync(_tls, _stop.Token);
            return buffer[..await tls.ReadAsync(buffer, _stop.Token)];
        }
        catch (Exception fault) when (fault is AuthenticationException or IOException)
        {
            return [];
        }
    }
}
