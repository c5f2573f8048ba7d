using System.Net;
using System.Security.Cryptography.X509Certificates;
using Garita.Broker;
using Garita.Broker.Access;
using Garita.Broker.Limits;
using Garita.Contracts.Identities;
using Garita.Server.Admission;
using Garita.Server.Listeners;

namespace Garita.Server.Tests.Listeners;

/// <summary>A listener with a broker behind it, on a free port, with the default policy.</summary>
public sealed class ListenerBench : IAsyncDisposable
{
    private ListenerBench(TestPki pki, ListenerOptions options)
    {
        Pki = pki;
        Credentials = ListenerCredentials.Create(pki.Server, [pki.ServerIssuer], pki.ClientPolicy());
        Broker = new MqttBroker(
            new BrokerOptions { BufferPool = Pool }, AccessPolicy.Default, Registry, TimeProvider.System, Log);
        Listener = new MqttListener(
            options with { Endpoint = new IPEndPoint(IPAddress.Loopback, 0), BufferPool = Pool },
            Credentials,
            new CertificateAdmission(pki.Trust(), Registry, TimeProvider.System),
            Broker,
            TimeProvider.System,
            Log);
    }

    public TestPki Pki { get; }

    public CapturedLog Log { get; } = new();

    public CountingPool Pool { get; } = new();

    public TestRegistry Registry { get; } = new();

    public ListenerCredentials Credentials { get; }

    public MqttBroker Broker { get; }

    public MqttListener Listener { get; }

    public static async Task<ListenerBench> Start(TestPki pki, ListenerOptions? options = null)
    {
        ListenerBench bench = new(pki, options ?? new ListenerOptions());
        await bench.Listener.StartAsync();
        return bench;
    }

    /// <summary>A device's certificate that the registry has as active.</summary>
    public X509Certificate2 Enrol(string id)
    {
        X509Certificate2 certificate = Pki.Device(id);
        Registry.Set(certificate, Identity.Device(id));
        return certificate;
    }

    public Task<RawMqtt> Open(X509Certificate2 certificate) => RawMqtt.Open(Listener.Endpoint, Pki, certificate);

    /// <summary>Waits until no connection is left and no buffer is out.</summary>
    public async Task Quiet()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while (Listener.Snapshot() is not { Connections: 0, Handshakes: 0, Transports: 0 })
        {
            Assert.False(limit.IsCancellationRequested, Listener.Snapshot().ToString());
            await Task.Yield();
        }

        Assert.Equal(0, Pool.Outstanding);
    }

    public async ValueTask DisposeAsync()
    {
        await Listener.DisposeAsync();
        Broker.Dispose();
        Log.Dispose();
    }
}
