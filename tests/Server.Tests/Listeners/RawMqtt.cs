using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Garita.Server.Tests.Listeners;

/// <summary>As little MQTT client as a test of a transport needs: bytes out, whole frames in.</summary>
public sealed class RawMqtt : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(30));

    /// <summary>Speaks over a stream to a server that was authenticated, and owns it.</summary>
    public RawMqtt(Stream stream) => _stream = stream;

    /// <summary>What the server showed, where the stream is TLS itself.</summary>
    public X509Certificate2 Server => (X509Certificate2)((SslStream)_stream).RemoteCertificate!;

    public static async Task<RawMqtt> Open(
        IPEndPoint endpoint, TestPki pki, X509Certificate2 certificate, int receive = 0)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receive > 0)
        {
            socket.ReceiveBufferSize = receive;
        }

        await socket.ConnectAsync(endpoint);
        SslStream tls = new(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = SslProtocols.Tls13,
            CertificateChainPolicy = pki.ServerPolicy(),
            ClientCertificates = [certificate],
        }).WaitAsync(TimeSpan.FromSeconds(20));
        return new RawMqtt(tls);
    }

    public static byte[] ConnectFrame(string clientId, byte version)
    {
        byte[] id = Encoding.UTF8.GetBytes(clientId);
        byte[] properties = version == 5 ? [0] : [];
        return Frame(0x10, [0, 4, .. "MQTT"u8, version, 2, 0, 60, .. properties, 0, (byte)id.Length, .. id]);
    }

    public Task Send(byte[] frame) => _stream.WriteAsync(frame, _limit.Token).AsTask();

    /// <summary>Sends CONNECT and returns the body of the answer.</summary>
    public async Task<byte[]> Connect(string clientId, byte version = 5)
    {
        await Send(ConnectFrame(clientId, version));
        (byte type, byte[] body) = await Read();
        Assert.Equal(0x20, type);
        return body;
    }

    /// <summary>Connects with MQTT 5, leaving an empty will of QoS 1.</summary>
    public async Task ConnectWithWill(string clientId, string topic)
    {
        byte[] id = Encoding.UTF8.GetBytes(clientId);
        byte[] will = Encoding.UTF8.GetBytes(topic);
        byte[] ends = [0, (byte)id.Length, .. id, 0, 0, (byte)will.Length, .. will, 0, 0];
        await Send(Frame(0x10, [0, 4, .. "MQTT"u8, 5, 0b0000_1110, 0, 60, 0, .. ends]));
        Assert.Equal(0x20, (await Read()).Type);
    }

    public Task Subscribe(string filter) =>
        Send(Frame(0x82, [0, 1, 0, 0, (byte)filter.Length, .. Encoding.UTF8.GetBytes(filter), 0]));

    public Task Publish(string topic, byte[] payload, bool retain = false) => Send(Frame(
        (byte)(retain ? 0x31 : 0x30), [0, (byte)topic.Length, .. Encoding.UTF8.GetBytes(topic), 0, .. payload]));

    public async Task Ping()
    {
        await Send([0xC0, 0]);
        Assert.Equal(0xD0, (await Read()).Type);
    }

    /// <summary>The next frame; an <see cref="EndOfStreamException"/> when the server has closed.</summary>
    public async Task<(byte Type, byte[] Body)> Read()
    {
        byte[] one = new byte[1];
        await _stream.ReadExactlyAsync(one, _limit.Token);
        byte type = one[0];
        int length = 0;
        for (int shift = 0; ; shift += 7)
        {
            await _stream.ReadExactlyAsync(one, _limit.Token);
            length |= (one[0] & 0x7F) << shift;
            if (one[0] < 0x80)
            {
                break;
            }
        }

        byte[] body = new byte[length];
        await _stream.ReadExactlyAsync(body, _limit.Token);
        return (type, body);
    }

    /// <summary>True once the server said goodbye as the transport wants it: TLS with close_notify.</summary>
    public async Task<bool> IsClosedCleanly() => await _stream.ReadAsync(new byte[1], _limit.Token) == 0;

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _limit.Dispose();
    }

    private static byte[] Frame(byte type, byte[] body)
    {
        List<byte> length = [];
        int rest = body.Length;
        do
        {
            length.Add((byte)((rest & 0x7F) | (rest > 0x7F ? 0x80 : 0)));
            rest >>= 7;
        }
        while (rest > 0);
        return [type, .. length, .. body];
    }
}
