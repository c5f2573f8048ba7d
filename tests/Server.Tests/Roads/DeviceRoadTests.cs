using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Garita.Contracts.Identities;
using Garita.Device;
using Garita.Device.Commands;
using Garita.Device.Directories;
using Garita.Device.Keys;
using Garita.Device.Telemetry;
using Garita.Firmware;
using Garita.Firmware.Delivery;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.MqttClient;
using Garita.Pki.Keys;
using Garita.Server.Tests.Listeners;
using Garita.TestKit;

namespace Garita.Server.Tests.Roads;

/// <summary>The device SDK over each road: <see cref="DeviceOptions.Transport"/>.</summary>
public sealed class DeviceRoadTests : IDisposable
{
    private const string Id = "ABCD1234";

    private readonly TestPki _pki = new();
    private readonly TemporaryDirectory _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        _pki.Dispose();
    }

    [Theory]
    [Roads]
    public async Task Device_measures_and_obeys_over_the_road_that_it_chose(Road road)
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 telemetry = bench.EnrolService("telemetry");
        using X509Certificate2 commands = bench.EnrolService("commands");
        await using BrokerClient listener = await Subscribed(bench, telemetry, "private/+/telemetry/#");
        await using BrokerClient commander = await Subscribed(bench, commands, "private/+/reply/#");
        await using DeviceClient device = new(OptionsFor(bench, road));
        device.OnCommand("set", (command, _) => Task.FromResult(CommandReply.Ok()));

        await device.ConnectAsync(Soon());
        device.Record("temperature", new Measurement(21.5, "Cel", DateTimeOffset.UnixEpoch));
        await device.FlushAsync(Soon());
        await commander.PublishAsync(Command("set"), Soon());

        Assert.Contains("21.5", Text(await listener.Messages.ReadAsync(Soon())), StringComparison.Ordinal);
        Assert.Contains("\"ok\":true", Text(await commander.Messages.ReadAsync(Soon())), StringComparison.Ordinal);
        Assert.Equal(
            (road == Road.Tcp ? 3 : 2, road == Road.WebSocket ? 1 : 0, road == Road.Quic ? 1 : 0), Taken(bench));
    }

    [Fact]
    public async Task Device_signs_how_an_update_ended_with_the_key_of_its_certificate()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 rollouts = bench.EnrolService("rollouts");
        await using BrokerClient listener = await Subscribed(bench, rollouts, "private/+/update/status");
        DeviceOptions options = OptionsFor(bench, Road.Tcp);
        await using DeviceClient device = new(options);
        await device.ConnectAsync(Soon());
        UpdateStatusMessage status = new()
        {
            Deployment = "spring", Attempt = 1, Manifest = Sha256Digest.Of([1]), State = UpdateState.Restarting,
        };
        await device.Updates.SendAsync(status, Soon());
        await device.Updates.SendAsync(status with { State = UpdateState.Installed }, Soon());

        using ECDsa key = options.KeyStore.OpenKey();
        UpdateStatusMessage[] said = [Status(await listener.Messages.ReadAsync(Soon())),
            Status(await listener.Messages.ReadAsync(Soon()))];
        Assert.Equal([UpdateState.Restarting, UpdateState.Installed], said.Select(each => each.State));
        Assert.Equal([false, true], said.Select(each => each.IsSignedBy(EcPublicKey.Of(key), Id)));
    }

    [QuicFact]
    public async Task Device_falls_back_to_tcp_where_udp_is_blocked()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        await using RebindingProxy wall = new(bench.Quic!.Endpoint.Port) { Swallowing = true };
        await using DeviceClient device = new(OptionsFor(bench, Road.Quic) with { QuicPort = wall.Port });

        await device.ConnectAsync(Soon());
        device.Record("temperature", new Measurement(21.5, "Cel", DateTimeOffset.UnixEpoch));
        await device.FlushAsync(Soon());

        Assert.NotEqual(0, wall.Carried);
        Assert.Equal((1, 0, 0), Taken(bench));
    }

    [QuicFact]
    public async Task Device_that_changes_its_address_says_no_new_connect()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        await using RebindingProxy router = new(bench.Quic!.Endpoint.Port);
        List<DeviceState> states = [];
        await using DeviceClient device = new(OptionsFor(bench, Road.Quic) with
        {
            QuicPort = router.Port,
            StateChanged = change => states.Add(change.State),
        });
        await device.ConnectAsync(Soon());
        int before = router.VisiblePort;

        for (int i = 0; i < 3; i++)
        {
            router.Rebind();
            device.Record("temperature", new Measurement(i, "Cel", DateTimeOffset.UnixEpoch));
            await device.FlushAsync(Soon());
        }

        Assert.NotEqual(before, router.VisiblePort);
        Assert.Single(states, DeviceState.Online);
        Assert.Single(bench.Log.Lines, l => l.Contains("connected as ABCD1234 with", StringComparison.Ordinal));
        Assert.Equal((0, 0, 1), Taken(bench));
    }

    private static CancellationToken Soon() => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    private static string Text(ReceivedMessage message) => Encoding.UTF8.GetString(message.Payload.Span);

    private static UpdateStatusMessage Status(ReceivedMessage message)
    {
        Assert.Equal(DeliveryRefusal.None, UpdateStatusMessage.TryRead(
            message.Payload, out UpdateStatusMessage? status));
        return status!;
    }

    private static (int Tcp, int WebSocket, int Quic) Taken(RoadBench bench) => (
        bench.Mqtt.Snapshot().Transports, bench.Https.Snapshot().Transports, bench.Quic?.Snapshot().Transports ?? 0);

    private static OutgoingMessage Command(string name) => new()
    {
        Topic = TopicName.Parse($"private/{Id}/command/{name}/c1"),
        QoS = QoS.AtLeastOnce,
    };

    private static Task<BrokerClient> Subscribed(RoadBench bench, X509Certificate2 service, string filter) =>
        bench.Connect(Road.Tcp, service, "listener-" + service.Subject.Length, options => options with
        {
            Subscriptions = [new SubscriptionRequest(TopicFilter.Parse(filter), QoS.AtLeastOnce)],
        });

    private DeviceOptions OptionsFor(RoadBench bench, Road road) => DeviceOptions.From(Enrol(bench)) with
    {
        Host = "127.0.0.1",
        ServerName = "localhost",
        WebSocketPort = bench.Https.Endpoint.Port,
        QuicPort = bench.Quic?.Endpoint.Port ?? 0,
        Transport = road switch
        {
            Road.Tcp => DeviceTransport.Tcp,
            Road.WebSocket => DeviceTransport.WebSocket,
            Road.Quic => DeviceTransport.Quic,
        },
    };

    // A device that made its key itself, with a certificate for it.
    private DeviceDirectory Enrol(RoadBench bench)
    {
        DeviceDirectory directory = DeviceDirectory.Create(
            _folder.File("device"), new DeviceSettings(Id, "localhost", bench.Mqtt.Endpoint.Port));
        directory.CreateKey();
        CertificateRequest asked = CertificateRequest.LoadSigningRequestPem(
            SigningRequest.CreatePem(directory), HashAlgorithmName.SHA256);
        using X509Certificate2 leaf = TestPki.LeafFor(asked.PublicKey, Id, _pki.DeviceIssuer);
        using DeviceCertificates certificates = DeviceCertificates.FromPem(
            leaf.ExportCertificatePem() + "\n" + _pki.DeviceIssuer.ExportCertificatePem(),
            _pki.ServerRoot.ExportCertificatePem());
        directory.SaveCertificates(certificates);
        bench.Registry.Set(leaf, Identity.Device(Id));
        return directory;
    }
}
