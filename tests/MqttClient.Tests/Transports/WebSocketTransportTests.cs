using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Garita.MqttClient.Transports;
using Garita.MqttClient.Trust;
using Garita.TestKit;

namespace Garita.MqttClient.Tests.Transports;

/// <summary>The opening handshake against a server that is the right one but answers wrongly.</summary>
public sealed class WebSocketTransportTests : IDisposable
{
    private const string Start = "HTTP/1.1 101 Switching Protocols\r\n";
    private const string Upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
    private const string Protocol = "Sec-WebSocket-Protocol: mqtt\r\n";
    private const string Accept = "Sec-WebSocket-Accept: {0}\r\n";

    private readonly TestSetup _setup = new();

    public void Dispose() => _setup.Dispose();

    [Theory]
    [InlineData(Start + Upgrade + Protocol + Accept + "\r\n", null)]
    [InlineData(Start + Protocol + Accept + "connection: upgrade\r\nUPGRADE: WebSocket\r\n\r\n", null)]
    [InlineData("HTTP/1.1 403 Forbidden\r\n\r\n", "403 Forbidden")]
    [InlineData("HTTP/1.0 101 Sure\r\n\r\n", "HTTP/1.1")]
    [InlineData("hello\r\n\r\n", "HTTP/1.1")]
    [InlineData(Start + Upgrade + Protocol + "Sec-WebSocket-Accept: AAAA\r\n\r\n", "not the one to this request")]
    [InlineData(Start + Upgrade + Protocol + "\r\n", "not the one to this request")]
    [InlineData(Start + Protocol + Accept + "\r\n", "not the one to this request")]
    [InlineData(Start + Upgrade + Protocol + Accept + "Sec-WebSocket-Extensions: x\r\n\r\n", "not the one")]
    [InlineData(Start + Upgrade + Accept + "\r\n", "did not agree to speak MQTT")]
    [InlineData(Start + Upgrade + Accept + "Sec-WebSocket-Protocol: soap\r\n\r\n", "did not agree to speak MQTT")]
    [InlineData(Start + Upgrade + Protocol + Accept + "\r\n\u0082\0", "spoke before it was asked")]
    [InlineData(Start + Upgrade, "closed the connection")]
    public async Task Answer_is_held_against_the_request(string answer, string? objection)
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        Task serving = AnswerAsync(server, answer);

        Task<Stream> opening = Transport(((IPEndPoint)server.LocalEndpoint).Port).OpenAsync(TestSetup.Soon()).AsTask();

        if (objection is null)
        {
            await using Stream stream = await opening;
        }
        else
        {
            MqttClientException fault = await Assert.ThrowsAsync<MqttClientException>(() => opening);
            Assert.Equal(ClientFault.WebSocketRefused, fault.Fault);
            Assert.Contains(objection, fault.Message, StringComparison.Ordinal);
        }

        await serving;
    }

    [Fact]
    public async Task Answer_that_never_ends_is_not_read_for_ever()
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        Task serving = AnswerAsync(server, Start + "x: " + new string('y', 10_000));

        MqttClientException fault = await Assert.ThrowsAsync<MqttClientException>(
            () => Transport(((IPEndPoint)server.LocalEndpoint).Port).OpenAsync(TestSetup.Soon()).AsTask());

        Assert.Contains("longer than 8192 bytes", fault.Message, StringComparison.Ordinal);
        await serving;
    }

    [Fact]
    public async Task False_server_is_told_nothing_of_http()
    {
        using TestAuthority stranger = new("Stranger");
        using X509Certificate2 shown = stranger.IssueServer(names: "localhost");
        await using FalseServer server = new(shown, stranger.Issuer);

        MqttClientException fault = await Assert.ThrowsAsync<MqttClientException>(
            () => Transport(server.Port).OpenAsync(TestSetup.Soon()).AsTask());

        Assert.Equal(ClientFault.CertificateUntrusted, fault.Fault);
        Assert.Equal(0, await server.HeardAsync());
    }

    [Theory]
    [InlineData("mqtt")]
    [InlineData("/mq tt")]
    [InlineData("/mqtt\r\nX: y")]
    public void Path_that_http_cannot_carry_is_refused(string path) =>
        Assert.Throws<ArgumentException>(() => new WebSocketTransport(Options(8443), path));

    private TlsTransportOptions Options(int port) => new()
    {
        Host = "localhost",
        Port = port,
        Trust = ServerTrust.InRoots(_setup.Authority.Root),
        Certificate = new ClientCertificate(_setup.Authority.IssueClient("ABCD1234"), [_setup.Authority.Issuer]),
    };

    private WebSocketTransport Transport(int port) => new(Options(port));

    private async Task AnswerAsync(TcpListener server, string answer)
    {
        using X509Certificate2 shown = _setup.Authority.IssueServer(names: "localhost");
        using TcpClient client = await server.AcceptTcpClientAsync(TestSetup.Soon());
        await using SslStream tls = new(client.GetStream());
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(
                shown, [_setup.Authority.Issuer], offline: true),
            EnabledSslProtocols = SslProtocols.Tls13,
        });
        byte[] request = new byte[2_000];
        int length = await tls.ReadAsync(request, TestSetup.Soon());
        string key = Encoding.ASCII.GetString(request, 0, length).Split("Sec-WebSocket-Key: ")[1].Split("\r\n")[0];
#pragma warning disable CA5350 // RFC 6455 4.2.2
        string accept = Convert.ToBase64String(SHA1.HashData(
            Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        await tls.WriteAsync(
            Encoding.Latin1.GetBytes(answer.Replace("{0}", accept, StringComparison.Ordinal)), TestSetup.Soon());
        await tls.ShutdownAsync();
    }
}
