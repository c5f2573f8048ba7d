using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.MqttClient;
using Garita.MqttClient.Transports;
using Garita.MqttClient.Trust;
using Garita.Quic;
using Garita.Server.Listeners;
using Garita.Server.Tests.Listeners;
using Garita.TestKit;

namespace Garita.Server.Tests.Roads;

/// <summary>What is peculiar to QUIC: moving, blocked UDP, and what a client of it may do wrong.</summary>
public sealed class QuicRoadTests : IDisposable
{
    private readonly TestPki _pki = new();

    public void Dispose() => _pki.Dispose();

    [QuicFact]
    public async Task Connection_survives_a_change_of_address_without_a_new_connect()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        await using RebindingProxy proxy = new(bench.Quic!.Endpoint.Port);
        List<ClientState> states = [];
        await using BrokerClient client = new(new BrokerClientOptions
        {
            ClientId = "ABCD1234",
            Transport = bench.QuicAt(proxy.Port, device),
            StateChanged = change => states.Add(change.State),
            Subscriptions = [new SubscriptionRequest(TopicFilter.Parse("private/ABCD1234/#"), QoS.AtLeastOnce)],
        });
        await client.ConnectAsync(Soon());
        await Echo(client, 1);
        int before = proxy.VisiblePort;

        for (byte i = 2; i < 5; i++)
        {
            proxy.Rebind();
            await Echo(client, i);
        }

        Assert.NotEqual(before, proxy.VisiblePort);
        Assert.Equal([ClientState.Connecting, ClientState.Connected], states);
        Assert.Single(bench.Log.Lines, l => l.Contains("connected as ABCD1234 with", StringComparison.Ordinal));
    }

    [QuicFact]
    public async Task Tcp_carries_on_where_udp_is_blocked()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        await using RebindingProxy wall = new(bench.Quic!.Endpoint.Port) { Swallowing = true };
        FallbackTransport both = new(new FallbackOptions
        {
            First = bench.QuicAt(wall.Port, device),
            Second = bench.Transport(Road.Tcp, device),
            TimeLimit = TimeSpan.FromSeconds(3),
        });
        Stopwatch waited = Stopwatch.StartNew();

        await using (BrokerClient client = new(new BrokerClientOptions { ClientId = "ABCD1234", Transport = both }))
        {
            await client.ConnectAsync(Soon());
            Assert.Equal((1, 0), (bench.Mqtt.Snapshot().Transports, bench.Quic.Snapshot().Transports));
            Assert.InRange(waited.Elapsed.TotalSeconds, 3, 30);
        }

        waited.Restart();
        await using BrokerClient again = new(new BrokerClientOptions { ClientId = "ABCD1234", Transport = both });
        await again.ConnectAsync(Soon());
        Assert.InRange(waited.Elapsed.TotalSeconds, 0, 2.9);
    }

    [QuicFact]
    public async Task Broker_that_is_not_trusted_is_refused_within_the_handshake()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        using X509Certificate2 otherRoot = TestPki.Root("CN=Somebody Else");

        MqttClientException stranger = await Assert.ThrowsAsync<MqttClientException>(
            () => Open(bench, device, ServerTrust.InRoots(otherRoot), "localhost"));
        MqttClientException misnamed = await Assert.ThrowsAsync<MqttClientException>(
            () => Open(bench, device, ServerTrust.InRoots(_pki.ServerRoot), "mqtt.lan"));

        Assert.Equal(ClientFault.CertificateUntrusted, stranger.Fault);
        Assert.Equal(ClientFault.CertificateName, misnamed.Fault);
        Assert.DoesNotContain(bench.Log.Lines, l => l.Contains("connected as", StringComparison.Ordinal));
    }

    [QuicFact]
    public async Task Nobody_at_the_port_is_told_as_such()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        int port = bench.Quic!.Endpoint.Port;
        await bench.Quic.DisposeAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(3));

        Exception? seen = await Record.ExceptionAsync(() => bench.QuicAt(port, device).OpenAsync(limit.Token).AsTask());

        Assert.True(
            seen is OperationCanceledException
                or MqttClientException { Fault: ClientFault.Unreachable or ClientFault.TimedOut },
            seen?.ToString());
    }

    [QuicFact]
    public async Task Connection_without_a_stream_is_closed_in_time()
    {
        await using RoadBench bench = await RoadBench.Start(
            _pki, new ListenerOptions { HandshakeTimeout = TimeSpan.FromSeconds(1) });
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        await using QuicConnection connection = await Connect(bench, device);
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration hears = connection.Ended.Register(ended.SetResult);

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal((QuicEndKind.ClosedByPeer, 1UL), (connection.End!.Kind, connection.End.Code));
        await bench.Quiet();
    }

    [QuicFact]
    public async Task Client_of_another_protocol_is_refused()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");

        QuicException refused = await Assert.ThrowsAsync<QuicException>(() => Connect(bench, device, "h3"));

        Assert.Equal(QuicEndKind.TlsAlert, refused.End.Kind);
        Assert.Equal(120UL, refused.End.Code); // no_application_protocol (RFC 7301 3.2)
    }

    private static CancellationToken Soon() => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    private static async Task Echo(BrokerClient client, byte number)
    {
        await client.PublishAsync(
            new OutgoingMessage
            {
                Topic = TopicName.Parse("private/ABCD1234/telemetry/n"),
                Payload = new[] { number },
                QoS = QoS.AtLeastOnce,
            },
            Soon());
        ReceivedMessage back = await client.Messages.ReadAsync(Soon());
        await client.AcknowledgeAsync(back, Soon());
        Assert.Equal(number, back.Payload.Span[0]);
    }

    private static Task<Stream> Open(RoadBench bench, X509Certificate2 device, ServerTrust trust, string serverName) =>
        new MqttClient.Transports.QuicTransport(new TlsTransportOptions
        {
            Host = "127.0.0.1",
            Port = bench.Quic!.Endpoint.Port,
            ServerName = serverName,
            Trust = trust,
            Certificate = new ClientCertificate(device, []),
        }).OpenAsync(Soon()).AsTask();

    private static Task<QuicConnection> Connect(
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
            Soon()).AsTask();
}
