using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Garita.Broker.Connections;
using Garita.Contracts.Identities;
using Garita.MqttClient;
using Garita.Server.Listeners;
using Garita.Server.Tests.Listeners;
using Garita.TestKit;

namespace Garita.Server.Tests.Roads;

/// <summary>Who comes in and who does not, the same on every road.</summary>
public sealed class ConnectingTests : IDisposable
{
    private readonly TestPki _pki = new();

    public void Dispose() => _pki.Dispose();

    [Theory]
    [Roads((byte)4)]
    [Roads((byte)5)]
    public async Task Known_device_connects_and_is_answered(Road road, byte version)
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        await using (RawMqtt mqtt = await bench.Open(road, device))
        {
            byte[] answer = await mqtt.Connect("ABCD1234", version);
            Assert.Equal(0, answer[1]);
            await mqtt.Ping();
        }

        Assert.Empty(bench.Log.Refusals);
        await bench.Quiet();
    }

    [Theory]
    [Roads(PeerRefusal.Revoked, (byte)5, (byte)0x8A)]
    [Roads(PeerRefusal.Disabled, (byte)5, (byte)0x8A)]
    [Roads(PeerRefusal.Removed, (byte)5, (byte)0x87)]
    [Roads(PeerRefusal.Unknown, (byte)5, (byte)0x87)]
    [Roads(PeerRefusal.Revoked, (byte)4, (byte)5)]
    [Roads(PeerRefusal.Disabled, (byte)4, (byte)5)]
    [Roads(PeerRefusal.Unknown, (byte)4, (byte)5)]
    public async Task Refused_device_is_told_by_connack_and_logged_once(
        Road road, PeerRefusal refusal, byte version, byte reason)
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = _pki.Device("ABCD1234");
        if (refusal != PeerRefusal.Unknown)
        {
            bench.Registry.Set(device, Identity.Device("ABCD1234"), refusal);
        }

        await using RawMqtt mqtt = await bench.Open(road, device);
        byte[] answer = await mqtt.Connect("ABCD1234", version);

        Assert.Equal(reason, answer[1]);
        Assert.True(await mqtt.IsClosedCleanly());
        string line = Assert.Single(bench.Log.Refusals);
        string expected = $"{refusal} (answered by CONNACK); certificate CN=ABCD1234, issued by CN=D";
        Assert.Contains(expected, line, StringComparison.Ordinal);
    }

    [Theory]
    [Roads]
    public async Task No_certificate_is_no_way_in(Road road) =>
        await RefusedAsync(road, null, HandshakeRefusal.NoCertificate);

    [Theory]
    [Roads]
    public async Task Certificate_of_another_authority_is_no_way_in(Road road)
    {
        using X509Certificate2 root = TestPki.Root("CN=Somebody Else");
        using X509Certificate2 stranger = TestPki.Leaf("ABCD1234", root, TestPki.ClientAuth);

        string line = await RefusedAsync(road, stranger, HandshakeRefusal.UnknownIssuer);

        Assert.Contains("certificate CN=ABCD1234, issued by CN=Somebody Else", line, StringComparison.Ordinal);
    }

    [Theory]
    [Roads]
    public async Task Certificate_under_an_issuer_that_only_bears_the_name_is_no_way_in(Road road)
    {
        using X509Certificate2 root = TestPki.Root(_pki.DeviceRoot.Subject);
        using X509Certificate2 issuer = TestPki.Issuer(_pki.DeviceIssuer.Subject, root);
        using X509Certificate2 stranger = TestPki.Leaf("ABCD1234", issuer, TestPki.ClientAuth);

        await RefusedAsync(road, stranger, HandshakeRefusal.UnknownIssuer);
    }

    [Theory]
    [Roads]
    public async Task Expired_certificate_is_no_way_in(Road road)
    {
        using X509Certificate2 old = TestPki.Leaf("ABCD1234", _pki.DeviceIssuer, TestPki.ClientAuth, 52, 54);

        await RefusedAsync(road, old, HandshakeRefusal.Expired);
    }

    [Theory]
    [Roads]
    public async Task Certificate_of_the_future_is_no_way_in(Road road)
    {
        using X509Certificate2 early = TestPki.Leaf("ABCD1234", _pki.DeviceIssuer, TestPki.ClientAuth, 85, 88);

        await RefusedAsync(road, early, HandshakeRefusal.NotYetValid);
    }

    [Theory]
    [Roads]
    public async Task Servers_own_certificate_is_no_way_in(Road road) =>
        await RefusedAsync(road, _pki.Server, HandshakeRefusal.UnknownIssuer);

    [Theory]
    [Roads]
    public async Task Server_usage_under_the_device_issuer_is_no_way_in(Road road)
    {
        using X509Certificate2 wrong = TestPki.Leaf("ABCD1234", _pki.DeviceIssuer, TestPki.ServerAuth);

        await RefusedAsync(road, wrong, HandshakeRefusal.WrongPurpose);
    }

    [Theory]
    [InlineData(Road.Tcp)]
    [InlineData(Road.WebSocket)]
    public async Task Rsa_key_is_no_way_in(Road road)
    {
        using X509Certificate2 rsa = TestPki.RsaLeaf("ABCD1234", _pki.DeviceIssuer);

        await RefusedAsync(road, rsa, HandshakeRefusal.KeyNotAllowed);
    }

    // Our own client over QUIC has no use for such a key, so another one tries.
    [ToolFact("gtlsclient")]
    public async Task Rsa_key_is_no_way_in_over_quic()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 rsa = TestPki.RsaLeaf("ABCD1234", _pki.DeviceIssuer);

        (int code, string output) = await GtlsClient.GetAsync(bench, rsa, "/identity");

        Assert.True(code != 0 || !output.Contains(":status: 200", StringComparison.Ordinal), output);
        string line = await bench.Log.WaitFor("Refused");
        Assert.Contains($": {HandshakeRefusal.KeyNotAllowed} (", line, StringComparison.Ordinal);
    }

    [Theory]
    [Roads]
    public async Task Wrong_name_under_a_good_issuer_is_no_way_in(Road road)
    {
        using X509Certificate2 wrong = TestPki.Leaf("operator ana", _pki.DeviceIssuer, TestPki.ClientAuth);

        await RefusedAsync(road, wrong, HandshakeRefusal.WrongPurpose);
    }

    [Theory]
    [Roads]
    public async Task Disabled_device_is_out_within_a_second_and_is_told(Road road)
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        await using RawMqtt mqtt = await bench.Open(road, device);
        await mqtt.Connect("ABCD1234");
        Stopwatch waited = Stopwatch.StartNew();

        bench.Disable(device, "ABCD1234");
        (byte type, byte[] body) = await mqtt.Read();

        Assert.Equal((0xE0, 0x87), (type, body[0]));
        Assert.True(await mqtt.IsClosedCleanly());
        Assert.InRange(waited.ElapsedMilliseconds, 0, 1_000);
        await bench.Quiet();
    }

    [Theory]
    [Roads]
    public async Task Second_connection_of_a_client_takes_over_from_the_first(Road road)
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        await using RawMqtt first = await bench.Open(road, device);
        await first.Connect("ABCD1234");

        await using RawMqtt second = await bench.Open(road, device);
        await second.Connect("ABCD1234");
        (byte type, byte[] body) = await first.Read();

        Assert.Equal((0xE0, 0x8E), (type, body[0])); // MQTT 5 3.14.2.1: session taken over
        await second.Ping();
    }

    [Theory]
    [Roads]
    public async Task Stopping_says_goodbye_and_returns_every_buffer(Road road)
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        await using RawMqtt mqtt = await bench.Open(road, device);
        await mqtt.Connect("ABCD1234");
        Task stopping = road switch
        {
            Road.Tcp => bench.Mqtt.StopAsync(),
            Road.WebSocket => bench.Https.DisposeAsync().AsTask(),
            Road.Quic => bench.Quic!.StopAsync(),
        };

        (byte type, byte[] body) = await mqtt.Read();

        Assert.Equal((0xE0, 0x8B), (type, body[0])); // MQTT 5 3.14.2.1: server shutting down
        Assert.True(await mqtt.IsClosedCleanly());
        await mqtt.DisposeAsync();
        await stopping.WaitAsync(TimeSpan.FromSeconds(10));
        await bench.Quiet();
        Assert.NotEqual(0, bench.Pool.Rented);
    }

    private async Task<string> RefusedAsync(Road road, X509Certificate2? papers, HandshakeRefusal expected)
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        Exception? seen = await Record.ExceptionAsync(async () =>
        {
            await using RawMqtt mqtt = await bench.Open(road, papers);
            await mqtt.Connect("ABCD1234");
        });

        Assert.True(seen is IOException or MqttClientException, seen?.ToString() ?? "the client was served");
        await bench.Log.WaitFor("Refused");
        string line = Assert.Single(bench.Log.Refusals);
        Assert.Contains($": {expected} (", line, StringComparison.Ordinal);
        Assert.Equal(0, bench.Broker.Snapshot().Connections);
        return line;
    }
}
