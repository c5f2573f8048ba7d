using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Garita.Contracts.Bootstrap;
using Garita.Quic;
using Garita.TestKit;

namespace Garita.Device.Tests.Bootstrap;

/// <summary>
/// A real listener, TLS on TCP and QUIC where this machine has it, that does with each request what a script says.
/// </summary>
internal sealed class ScriptedPort : IAsyncDisposable
{
    private readonly Func<byte[], Deed> _script;
    private readonly SslServerAuthenticationOptions _tls;
    private readonly TcpListener _tcp = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _work = [];
    private QuicServer? _quic;

    private ScriptedPort(TestAuthority authority, X509Certificate2 leaf, Func<byte[], Deed> script)
    {
        _script = script;
        _tls = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(leaf, [authority.Issuer], offline: true),
            EnabledSslProtocols = SslProtocols.Tls13,
            ApplicationProtocols = [new SslApplicationProtocol(BootstrapWire.Alpn)],
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
        };
    }

    public int Tcp => ((IPEndPoint)_tcp.LocalEndpoint).Port;

    /// <summary>Null where nothing listens there.</summary>
    public int? Quic => _quic?.LocalEndPoint.Port;

    public int Connections { get; private set; }

    public static async Task<ScriptedPort> StartAsync(
        TestAuthority authority, X509Certificate2 leaf, Func<byte[], Deed> script, bool quic)
    {
        ScriptedPort port = new(authority, leaf, script);
        port._tcp.Start();
        port._work.Add(port.AcceptTcpAsync());
        if (quic)
        {
            port._quic = await QuicTransport.ListenAsync(new QuicServerOptions
            {
                Endpoint = new IPEndPoint(IPAddress.Loopback, 0),
                Protocols = [BootstrapWire.Alpn],
                Certificate = new QuicCertificate(leaf, authority.Issuer),
                Verify = peer => peer.Chain.Count > 0,
            });
            port._work.Add(port.AcceptQuicAsync());
        }

        return port;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _tcp.Stop();
        if (_quic is not null)
        {
            await _quic.DisposeAsync();
        }

        await Task.WhenAll(_work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptTcpAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket socket = await _tcp.AcceptSocketAsync(_stop.Token);
            Connections++;
            _work.Add(ServeTcpAsync(new SslStream(new NetworkStream(socket, ownsSocket: true))));
        }
    }

    private async Task ServeTcpAsync(SslStream stream)
    {
        await using (stream)
        {
            await stream.AuthenticateAsServerAsync(_tls, _stop.Token);
            byte[] head = new byte[BootstrapWire.LengthBytes];
            while (true)
            {
                await stream.ReadExactlyAsync(head, _stop.Token);
                byte[] request = new byte[BinaryPrimitives.ReadInt32BigEndian(head)];
                await stream.ReadExactlyAsync(request, _stop.Token);
                Deed deed = _script(request);
                byte[] length = new byte[BootstrapWire.LengthBytes];
                BinaryPrimitives.WriteInt32BigEndian(
                    length, deed.Kind == DeedKind.Endless ? int.MaxValue : deed.Bytes.Length);
                if (!await DoAsync(stream, deed, length))
                {
                    return;
                }
            }
        }
    }

    private async Task AcceptQuicAsync()
    {
        while (await _quic!.AcceptAsync(_stop.Token) is { } connection)
        {
            Connections++;
            _work.Add(ServeQuicAsync(connection));
        }
    }

    private async Task ServeQuicAsync(QuicConnection connection)
    {
        await using (connection)
        {
            while (await connection.AcceptStreamAsync(_stop.Token) is { } stream)
            {
                using MemoryStream request = new();
                await stream.CopyToAsync(request, _stop.Token);
                if (!await DoAsync(stream, _script(request.ToArray()), []))
                {
                    return;
                }

                await stream.CompleteWritesAsync(_stop.Token);
            }
        }
    }

    // False where the connection is to end.
    private async Task<bool> DoAsync(Stream stream, Deed deed, byte[] head)
    {
        switch (deed.Kind)
        {
            case DeedKind.Send:
                await stream.WriteAsync((byte[])[.. head, .. deed.Bytes], _stop.Token);
                await stream.FlushAsync(_stop.Token);
                return true;
            case DeedKind.Silence:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);
                return false;
            case DeedKind.Endless:
                await stream.WriteAsync(head, _stop.Token);
                while (true)
                {
                    await stream.WriteAsync(new byte[4096], _stop.Token);
                }

            default:
                return false;
        }
    }
}
