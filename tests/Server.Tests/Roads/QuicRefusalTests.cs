using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Garita.AuditLog.Entries;
using Garita.MqttClient;
using Garita.MqttClient.Transports;
using Garita.MqttClient.Trust;
using Garita.Quic;
using Garita.Server.Listeners;
using Garita.Server.Tests.DeviceHttps;
using Garita.Server.Tests.Listeners;
using Garita.TestKit;

namespace Garita.Server.Tests.Roads;

/// <summary>Whoever does not get through a QUIC handshake leaves one line and one count, as on TCP.</summary>
public sealed class QuicRefusalTests : IDisposable
{
    private readonly TestPki _pki = new();

    public void Dispose() => _pki.Dispose();

    [QuicFact]
    public async Task Client_of_another_protocol_leaves_a_line_and_a_count()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");

        await Assert.ThrowsAsync<QuicException>(() => ConnectAsync(bench, device, "h3").AsTask());

        await OneRefusalAsync(bench, HandshakeRefusal.NoCommonProtocol, "(no_application_protocol, said to it)");
    }

    [QuicFact]
    public async Task Chain_that_is_refused_leaves_a_line_and_a_count_with_its_name()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 root = TestPki.Root("CN=Somebody Else");
        using X509Certificate2 stranger = TestPki.Leaf("ABCD1234", root, TestPki.ClientAuth);

        await Assert.ThrowsAsync<QuicException>(() => ConnectAsync(bench, stranger).AsTask());

        await OneRefusalAsync(
            bench, HandshakeRefusal.UnknownIssuer, "CN=ABCD1234, issued by CN=Somebody Else", "CN=ABCD1234");
    }

    [ToolFact("go", GoProgram.Library)]
    public async Task Client_that_does_not_hold_its_certificates_key_leaves_a_line_and_a_count()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        using X509Certificate2 thief = bench.Enrol("ABCD1235");

        (int code, string output) = await GoClient.GetAsync(bench, device, "/identity", signing: thief);

        Assert.True(code != 0, output);
        await OneRefusalAsync(bench, HandshakeRefusal.ProtocolError, "(decrypt_error, said to it)");
    }

    [QuicFact]
    public async Task Handshake_that_stops_halfway_leaves_a_line_and_a_count()
    {
        await using RoadBench bench = await RoadBench.Start(
            _pki, new ListenerOptions { HandshakeTimeout = TimeSpan.FromSeconds(1) });
        using Socket silent = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        using X509Certificate2 device = bench.Enrol("ABCD1234");

        await silent.SendToAsync(await FirstPacketAsync(device), bench.Quic!.Endpoint);

        await OneRefusalAsync(bench, HandshakeRefusal.Timeout, "(no handshake in its time)");
        await bench.Quiet();
    }

    [QuicFact]
    public async Task Client_that_refuses_us_leaves_a_line_and_a_count()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        using X509Certificate2 otherRoot = TestPki.Root("CN=Somebody Else");
        MqttClient.Transports.QuicTransport mistrusting = new(new TlsTransportOptions
        {
            Host = "127.0.0.1",
            Port = bench.Quic!.Endpoint.Port,
            ServerName = "localhost",
            Trust = ServerTrust.InRoots(otherRoot),
            Certificate = new ClientCertificate(device, []),
        });

        await Assert.ThrowsAsync<MqttClientException>(() => mistrusting.OpenAsync(Soon()).AsTask());

        await OneRefusalAsync(bench, HandshakeRefusal.PeerAlert, "(bad_certificate)");
    }

    [QuicFact]
    public async Task Handshake_that_ends_well_leaves_neither()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");

        await using (RawMqtt mqtt = await bench.Open(Road.Quic, device))
        {
            await mqtt.Connect("ABCD1234");
        }

        await bench.Quiet();
        Assert.Empty(bench.Log.Refusals);
        Assert.Empty(bench.Audit.DrainAll());
    }

    private static CancellationToken Soon() => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    private static async Task OneRefusalAsync(
        RoadBench bench, HandshakeRefusal reason, string detail, string identity = "")
    {
        await bench.Log.WaitFor("Refused");
        string line = Assert.Single(bench.Log.Refusals);
        Assert.Contains($": {reason} (", line, StringComparison.Ordinal);
        Assert.Contains(detail, line, StringComparison.Ordinal);
        RefusalSummary summary = Assert.Single(bench.Audit.DrainAll());
        Assert.Equal([new RefusalRow(identity, reason.ToString(), 1)], summary.Rows);
    }

    private static ValueTask<QuicConnection> ConnectAsync(
        RoadBench bench, X509Certificate2 device, string protocol = "mqtt") =>
        Garita.Quic.QuicTransport.ConnectAsync(
            new QuicClientOptions
            {
                Remote = new IPEndPoint(IPAddress.Loopback, bench.Quic!.Endpoint.Port),
                ServerName = "localhost",
                Protocols = [protocol],
                Certificate = new QuicCertificate(device),
                Verify = _ => true, // the test's own server
            },
            Soon());

    // What our own client sends first, to somebody who does not answer.
    private static async Task<byte[]> FirstPacketAsync(X509Certificate2 device)
    {
        using Socket deaf = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using CancellationTokenSource enough = new();
        Task connecting = Record.ExceptionAsync(() => Garita.Quic.QuicTransport.ConnectAsync(
            new QuicClientOptions
            {
                Remote = (IPEndPoint)deaf.LocalEndPoint!,
                ServerName = "localhost",
                Protocols = ["mqtt"],
                Certificate = new QuicCertificate(device),
                Verify = _ => true,
            },
            enough.Token).AsTask());
        byte[] packet = new byte[2_000];
        int length = await deaf.ReceiveAsync(packet).WaitAsync(TimeSpan.FromSeconds(20));
        await enough.CancelAsync();
        await connecting;
        return packet[..length];
    }
}
