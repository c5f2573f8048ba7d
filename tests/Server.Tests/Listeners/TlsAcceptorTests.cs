using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Garita.Server.Listeners;
using Garita.TestKit;

namespace Garita.Server.Tests.Listeners;

public sealed class TlsAcceptorTests : IDisposable
{
    private readonly TestPki _pki = new();

    public void Dispose() => _pki.Dispose();

    [Fact]
    public async Task Valid_client_is_served_and_nothing_is_logged()
    {
        await using AcceptorBench bench = new(_pki);
        using X509Certificate2 device = _pki.Device("ABCD1234");

        await using SslStream tls = await bench.Connect(device);

        Assert.Equal(SslProtocols.Tls13, tls.SslProtocol);
        Assert.Empty(bench.Log.Refusals);
    }

    [Fact]
    public async Task Client_without_certificate_is_refused_in_one_line()
    {
        await using AcceptorBench bench = new(_pki);

        await RefusedAsync(bench, null, HandshakeRefusal.NoCertificate);
    }

    [Fact]
    public async Task Client_of_another_ca_is_refused_and_named()
    {
        await using AcceptorBench bench = new(_pki);
        using X509Certificate2 root = TestPki.Root("CN=Somebody Else");
        using X509Certificate2 stranger = TestPki.Leaf("ABCD1234", root, TestPki.ClientAuth);

        string line = await RefusedAsync(bench, stranger, HandshakeRefusal.UnknownIssuer);

        Assert.Contains("certificate CN=ABCD1234, issued by CN=Somebody Else", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issuer_with_the_right_name_and_another_key_is_refused()
    {
        await using AcceptorBench bench = new(_pki);
        using X509Certificate2 root = TestPki.Root(_pki.DeviceRoot.Subject);
        using X509Certificate2 issuer = TestPki.Issuer(_pki.DeviceIssuer.Subject, root);
        using X509Certificate2 stranger = TestPki.Leaf("ABCD1234", issuer, TestPki.ClientAuth);

        await RefusedAsync(bench, stranger, HandshakeRefusal.UnknownIssuer);
    }

    [Fact]
    public async Task Expired_client_is_refused()
    {
        await using AcceptorBench bench = new(_pki);
        using X509Certificate2 old = TestPki.Leaf("ABCD1234", _pki.DeviceIssuer, TestPki.ClientAuth, 52, 54);

        await RefusedAsync(bench, old, HandshakeRefusal.Expired);
    }

    [Fact]
    public async Task Client_of_the_future_is_refused()
    {
        await using AcceptorBench bench = new(_pki);
        using X509Certificate2 early = TestPki.Leaf("ABCD1234", _pki.DeviceIssuer, TestPki.ClientAuth, 85, 88);

        await RefusedAsync(bench, early, HandshakeRefusal.NotYetValid);
    }

    [Fact]
    public async Task Server_usage_under_the_device_issuer_is_refused()
    {
        await using AcceptorBench bench = new(_pki);
        using X509Certificate2 wrong = TestPki.Leaf("ABCD1234", _pki.DeviceIssuer, TestPki.ServerAuth);

        await RefusedAsync(bench, wrong, HandshakeRefusal.WrongPurpose);
    }

    [Fact]
    public async Task Servers_own_certificate_is_refused_as_a_client()
    {
        await using AcceptorBench bench = new(_pki);

        await RefusedAsync(bench, _pki.Server, HandshakeRefusal.UnknownIssuer);
    }

    [Fact]
    public async Task Rsa_certificate_is_refused_even_when_our_issuer_signed_it()
    {
        await using AcceptorBench bench = new(_pki);
        using X509Certificate2 rsa = TestPki.RsaLeaf("ABCD1234", _pki.DeviceIssuer);

        await RefusedAsync(bench, rsa, HandshakeRefusal.KeyNotAllowed);
    }

    [Fact]
    public async Task Client_of_tls_12_is_refused()
    {
        await using AcceptorBench bench = new(_pki);
        using X509Certificate2 device = _pki.Device("ABCD1234");

        await RefusedAsync(bench, device, HandshakeRefusal.ProtocolTooOld, SslProtocols.Tls12);
    }

    [Fact]
    public async Task Client_of_tls_12_is_served_where_the_listener_was_told_so()
    {
        await using AcceptorBench bench = new(_pki, new ListenerOptions { AllowTls12 = true });
        using X509Certificate2 device = _pki.Device("ABCD1234");

        await using SslStream tls = await bench.Connect(device, SslProtocols.Tls12);

        Assert.Equal(SslProtocols.Tls12, tls.SslProtocol);
        Assert.Contains("GCM", tls.NegotiatedCipherSuite.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_that_asks_for_mqtt_by_alpn_gets_it_and_another_protocol_is_refused()
    {
        await using AcceptorBench bench = new(_pki);
        using X509Certificate2 device = _pki.Device("ABCD1234");

        await using SslStream tls = await bench.Connect(device, alpn: "mqtt");

        Assert.Equal("mqtt", tls.NegotiatedApplicationProtocol.ToString());
        await RefusedAsync(bench, device, HandshakeRefusal.NoCommonProtocol, alpn: "h2");
    }

    [Fact]
    public async Task Client_that_refuses_us_is_logged_with_its_alert()
    {
        await using AcceptorBench bench = new(_pki);
        (string certificate, string key) = _pki.Write(_pki.Device("ABCD1234"));
        (string root, _) = _pki.Write(TestPki.Root("CN=Not Ours"));

        await Tool.Run("openssl", $"s_client -connect {bench.Endpoint} -cert {certificate} -key {key} "
            + $"-CAfile {root} -verify_return_error");

        Assert.Contains("PeerAlert (unknown_ca)", await OnlyRefusal(bench), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n", HandshakeRefusal.NotTls)]
    [InlineData("\u0010\u000c\0\u0004MQTT\u0004\u0002\0\u003c\0\0", HandshakeRefusal.NotTls)]
    [InlineData("\u0016\u0003\u0001\0\u0006\u0001\0\0\u0002\u0003\u0003", HandshakeRefusal.ProtocolError)]
    [InlineData("\u0016\u0003\u0001\u007f\u007f\u0001\0\0\0", HandshakeRefusal.Closed)]
    [InlineData("\u0016\u0003\u0001", HandshakeRefusal.Closed)]
    [InlineData("", HandshakeRefusal.Closed)]
    public async Task Bytes_that_are_no_handshake_are_refused(string sent, HandshakeRefusal expected)
    {
        await using AcceptorBench bench = new(_pki);
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(bench.Endpoint);
        await socket.SendAsync(System.Text.Encoding.Latin1.GetBytes(sent));
        socket.Shutdown(SocketShutdown.Send);

        Assert.Contains(": " + expected + " (", await OnlyRefusal(bench), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handshake_that_stalls_is_cut()
    {
        ListenerOptions hasty = new() { HandshakeTimeout = TimeSpan.FromMilliseconds(300) };
        await using AcceptorBench bench = new(_pki, hasty);
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(bench.Endpoint);
        await socket.SendAsync(new byte[] { 22, 3, 1 });

        Assert.Contains("Timeout (in mid-handshake)", await OnlyRefusal(bench), StringComparison.Ordinal);
        Assert.Equal(0, await socket.ReceiveAsync(new byte[1]).WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Newcomer_displaces_the_oldest_handshake()
    {
        await using AcceptorBench bench = new(_pki, new ListenerOptions { MaxHandshakes = 2 });
        using X509Certificate2 device = _pki.Device("ABCD1234");
        using Socket first = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using Socket second = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await first.ConnectAsync(bench.Endpoint);
        await second.ConnectAsync(bench.Endpoint);

        await using SslStream tls = await bench.Connect(device);

        string line = await bench.Log.WaitFor("TooManyHandshakes");
        Assert.Contains(first.LocalEndPoint!.ToString()!, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_with_its_share_of_connections_gets_no_more_and_others_do()
    {
        await using AcceptorBench bench = new(_pki, new ListenerOptions { MaxConnectionsPerSource = 2 });
        using X509Certificate2 device = _pki.Device("ABCD1234");
        await using SslStream first = await bench.Connect(device, from: IPAddress.Parse("127.0.0.2"));
        await using SslStream second = await bench.Connect(device, from: IPAddress.Parse("127.0.0.2"));

        await Assert.ThrowsAnyAsync<IOException>(() => bench.Connect(device, from: IPAddress.Parse("127.0.0.2")));
        await using SslStream other = await bench.Connect(device, from: IPAddress.Parse("127.0.0.3"));

        Assert.Contains("TooManyFromSource", await OnlyRefusal(bench), StringComparison.Ordinal);
        Assert.Contains("127.0.0.2", bench.Log.Refusals[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Busy_port_is_told_as_such()
    {
        await using AcceptorBench bench = new(_pki);
        using RefusalLog refusals = new(new ListenerOptions(), TimeProvider.System, bench.Log);
        using TlsAcceptor second = new(
            new ListenerOptions { Endpoint = bench.Endpoint }, bench.Acceptor.Credentials, refusals,
            _ => Task.CompletedTask, TimeProvider.System, bench.Log);

        ListenerStartException fault = Assert.Throws<ListenerStartException>(() => second.Start());

        Assert.Equal(ListenerStartFailure.AddressInUse, fault.Failure);
        Assert.Contains(bench.Endpoint.ToString(), fault.Message, StringComparison.Ordinal);
    }

    [ToolFact("openssl")]
    public async Task Constrained_client_needs_one_round_trip()
    {
        await using AcceptorBench bench = new(_pki);
        (string certificate, string key) = _pki.Write(_pki.Device("ABCD1234"), _pki.DeviceIssuer);
        (string root, _) = _pki.Write(_pki.ServerRoot);

        (_, string output) = await Tool.Run("openssl", $"s_client -connect {bench.Endpoint} -cert {certificate} "
            + $"-key {key} -CAfile {root} -verify_return_error -tls1_3 -ciphersuites TLS_AES_128_GCM_SHA256 "
            + "-groups P-256 -sigalgs ECDSA+SHA256 -client_sigalgs ECDSA+SHA256 -msg");

        Assert.Contains("Cipher is TLS_AES_128_GCM_SHA256", output, StringComparison.Ordinal);
        Assert.Contains("Server Temp Key: ECDH, prime256v1", output, StringComparison.Ordinal);

        // A HelloRetryRequest would show as a second ServerHello and ClientHello (RFC 8446 4.1.4).
        Assert.Equal(1, Count(output, "ClientHello"));
        Assert.Equal(1, Count(output, "ServerHello"));
        Assert.Empty(bench.Log.Refusals);
    }

    [ToolFact("openssl")]
    public async Task Client_that_knows_rsa_signatures_only_is_refused()
    {
        await using AcceptorBench bench = new(_pki);
        (string certificate, string key) = _pki.Write(_pki.Device("ABCD1234"));

        await Tool.Run("openssl", $"s_client -connect {bench.Endpoint} -cert {certificate} -key {key} "
            + "-sigalgs RSA-PSS+SHA256");

        Assert.Contains("NoCommonAlgorithm", await OnlyRefusal(bench), StringComparison.Ordinal);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static async Task<string> OnlyRefusal(AcceptorBench bench)
    {
        await bench.Log.WaitFor("Refused");
        return Assert.Single(bench.Log.Refusals);
    }

    private static async Task<string> RefusedAsync(
        AcceptorBench bench,
        X509Certificate2? certificate,
        HandshakeRefusal expected,
        SslProtocols protocols = SslProtocols.Tls13,
        string? alpn = null)
    {
        Exception? seen = await Record.ExceptionAsync(() => bench.Connect(certificate, protocols, alpn));
        Assert.True(seen is IOException or AuthenticationException, seen?.ToString() ?? "the client was served");
        string line = await OnlyRefusal(bench);
        Assert.Contains(": " + expected + " (", line, StringComparison.Ordinal);
        return line;
    }
}
