using System.Net;
using System.Security.Cryptography.X509Certificates;
using Garita.AuditLog.Refusals;
using Garita.Broker;
using Garita.Broker.Access;
using Garita.Broker.Connections;
using Garita.Broker.Limits;
using Garita.Contracts.Identities;
using Garita.MqttClient;
using Garita.MqttClient.Transports;
using Garita.Pki;
using Garita.Quic;
using Garita.Server.Admission;
using Garita.Server.DeviceHttps;
using Garita.Server.Listeners;
using Garita.Server.Tests.Listeners;

namespace Garita.Server.Tests.Roads;

/// <summary>One broker with the default policy behind a listener of each road, on free ports.</summary>
public sealed class RoadBench : IAsyncDisposable
{
    private RoadBench(
        TestPki pki, ListenerOptions options, DeviceHttpsOptions https, BrokerOptions broker, int httpsPort)
    {
        Pki = pki;
        ListenerCredentials credentials = ListenerCredentials.Create(
            pki.Server, [pki.ServerIssuer], pki.ClientPolicy());
        CertificateAdmission admission = new(pki.Trust(), Registry, TimeProvider.System);
        ListenerOptions own = options with { Endpoint = new IPEndPoint(IPAddress.Loopback, 0), BufferPool = Pool };
        Broker = new MqttBroker(
            broker with { BufferPool = Pool }, AccessPolicy.Default, Registry, TimeProvider.System, Log);
        Mqtt = new MqttListener(own, credentials, admission, Broker, TimeProvider.System, Log) { Audit = Audit };
        Quic = QuicSupport.Missing is null
            ? new MqttQuicListener(own, credentials, admission, Broker, TimeProvider.System, Log) { Audit = Audit }
            : null;
        Https = new DeviceHttpsServer(
            https with { Listener = own with { Endpoint = new IPEndPoint(IPAddress.Loopback, httpsPort) } },
            credentials, admission, Broker, TimeProvider.System, Log)
        {
            Audit = Audit,
        };
    }

    public TestPki Pki { get; }

    public CapturedLog Log { get; } = new();

    public CountingPool Pool { get; } = new();

    public RefusalCounter Audit { get; } = new(TimeProvider.System);

    public TestRegistry Registry { get; } = new();

    public MqttBroker Broker { get; }

    public MqttListener Mqtt { get; }

    /// <summary>Null on a machine without QUIC.</summary>
    public MqttQuicListener? Quic { get; }

    public DeviceHttpsServer Https { get; }

    public static async Task<RoadBench> Start(
        TestPki pki,
        ListenerOptions? options = null,
        DeviceHttpsOptions? https = null,
        BrokerOptions? broker = null,
        int httpsPort = 0)
    {
        RoadBench bench = new(
            pki,
            options ?? new ListenerOptions(),
            https ?? new DeviceHttpsOptions(),
            broker ?? new BrokerOptions(),
            httpsPort);
        await bench.Mqtt.StartAsync();
        await bench.Https.StartAsync();
        await (bench.Quic?.StartAsync() ?? Task.CompletedTask);
        return bench;
    }

    /// <summary>A device's certificate that the registry has as active.</summary>
    public X509Certificate2 Enrol(string id)
    {
        X509Certificate2 certificate = Pki.Device(id);
        Registry.Set(certificate, Identity.Device(id));
        return certificate;
    }

    /// <summary>A service's certificate that the registry has as active.</summary>
    public X509Certificate2 EnrolService(string name)
    {
        string usage = TestPki.ClientAuth + "+" + Oids.GaritaService;
        X509Certificate2 certificate = TestPki.Leaf("service:" + name, Pki.PeopleIssuer, usage);
        Registry.Set(certificate, Identity.Service(name));
        return certificate;
    }

    /// <summary>What a person does who disables a device: the registry first, then the broker.</summary>
    public void Disable(X509Certificate2 certificate, string id)
    {
        Registry.Set(certificate, Identity.Device(id), PeerRefusal.Disabled);
        Broker.Forget(Identity.Device(id), CloseReason.IdentityDisabled);
    }

    /// <summary>The way in over a road; without a certificate where null.</summary>
    public IClientTransport Transport(Road road, X509Certificate2? certificate) => road switch
    {
        Road.Tcp => new TlsTransport(OptionsFor(Mqtt.Endpoint.Port, certificate)),
        Road.WebSocket => WebSocketAt(Https.Endpoint.Port, certificate),
        Road.Quic => QuicAt(Quic!.Endpoint.Port, certificate),
    };

    /// <summary>The way in by QUIC, through something in between.</summary>
    public MqttClient.Transports.QuicTransport QuicAt(int port, X509Certificate2? certificate) =>
        new(OptionsFor(port, certificate) with { Host = "127.0.0.1", ServerName = "localhost" });

    /// <summary>The way in by WebSocket, through something in between.</summary>
    public WebSocketTransport WebSocketAt(int port, X509Certificate2? certificate) =>
        new(OptionsFor(port, certificate));

    /// <summary>The stream under HTTP.</summary>
    public Task<Stream> OpenTls(X509Certificate2 certificate) =>
        new TlsTransport(OptionsFor(Https.Endpoint.Port, certificate)).OpenAsync(CancellationToken.None).AsTask();

    /// <summary>Bare frames over a road.</summary>
    public async Task<RawMqtt> Open(Road road, X509Certificate2? certificate)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        return new RawMqtt(await Transport(road, certificate).OpenAsync(limit.Token));
    }

    /// <summary>A connected client whose messages are read from <see cref="BrokerClient.Messages"/>.</summary>
    public async Task<BrokerClient> Connect(
        Road road,
        X509Certificate2 certificate,
        string id,
        Func<BrokerClientOptions, BrokerClientOptions>? adjust = null)
    {
        BrokerClientOptions options = new() { ClientId = id, Transport = Transport(road, certificate) };
        BrokerClient client = new(adjust?.Invoke(options) ?? options);
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        await client.ConnectAsync(limit.Token);
        return client;
    }

    /// <summary>Waits until no connection is left and no buffer is out.</summary>
    public async Task Quiet()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while (Mqtt.Snapshot() is not { Connections: 0, Handshakes: 0, Transports: 0 }
            || Https.Snapshot() is not { Connections: 0, Handshakes: 0, Transports: 0 }
            || Quic?.Snapshot() is not (null or { Connections: 0, Handshakes: 0, Transports: 0 }))
        {
            Assert.False(limit.IsCancellationRequested, $"{Mqtt.Snapshot()} {Https.Snapshot()} {Quic?.Snapshot()}");
            await Task.Yield();
        }

        Assert.Equal(0, Pool.Outstanding);
    }

    public async ValueTask DisposeAsync()
    {
        await (Quic?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Https.DisposeAsync();
        await Mqtt.DisposeAsync();
        Broker.Dispose();
        Log.Dispose();
    }

    private TlsTransportOptions OptionsFor(int port, X509Certificate2? certificate) => new()
    {
        Host = "localhost",
        Port = port,
        Trust = MqttClient.Trust.ServerTrust.InRoots(Pki.ServerRoot),
        Certificate = certificate is null ? null : new ClientCertificate(certificate, []),
    };
}
