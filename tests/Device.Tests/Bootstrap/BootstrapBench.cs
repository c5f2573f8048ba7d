using System.Security.Cryptography.X509Certificates;
using Garita.Device.Bootstrap;
using Garita.Device.Bootstrap.States;
using Garita.Device.Directories;
using Garita.Device.Tests.Update;
using Garita.MqttClient.Reconnecting;
using Garita.MqttClient.Transports;
using Garita.TestKit;

namespace Garita.Device.Tests.Bootstrap;

/// <summary>One device that knows its uuid, and the server it was made for.</summary>
internal sealed class BootstrapBench : IDisposable
{
    public const string Uuid = "6f1c2a8e-5d1b-4c7e-9a55-0d3a8a1f2b60";

    private readonly TemporaryDirectory _directory = new();
    private readonly X509Certificate2 _serverLeaf;

    public BootstrapBench()
    {
        Server = new HonestServer(Devices, Servers.Root.ExportCertificatePem());
        KeyStore = DeviceDirectory.Create(_directory.File("device"), new DeviceSettings(Uuid, "localhost", 8883));
        _serverLeaf = Servers.IssueServer(names: ["localhost", "127.0.0.1"]);
        Birth = new ClientCertificate(Devices.IssueClient("birth:batch-1"), []);
    }

    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    public TestAuthority Servers { get; } = new("Server");

    public TestAuthority Devices { get; } = new("Devices");

    public HonestServer Server { get; }

    public DeviceDirectory KeyStore { get; }

    public CutRegion Storage { get; } = new(BootstrapClient.StorageLength);

    public ClientCertificate Birth { get; }

    public List<BootstrapState> States { get; } = [];

    public Task<ScriptedPort> ListenAsync(Func<byte[], Deed>? script = null, bool quic = false) =>
        ScriptedPort.StartAsync(Servers, _serverLeaf, script ?? Server.Script, quic);

    public BootstrapOptions Options(ScriptedPort port) => new()
    {
        Uuid = Uuid,
        Type = "thermometer",
        Serial = "T-0001",
        Code = Server.Phone,
        Host = "127.0.0.1",
        QuicPort = port.Quic,
        TcpPort = port.Tcp,
        Birth = Birth,
        ServerRoots = [Servers.Root],
        MessageKeys = [Server.Key.PublicKey],
        KeyStore = KeyStore,
        Storage = Storage,
        Backoff = new BackoffOptions
        {
            Initial = TimeSpan.FromMilliseconds(5), Longest = TimeSpan.FromMilliseconds(20),
        },
        PublishInterval = TimeSpan.FromMilliseconds(5),
        PollInterval = TimeSpan.FromMilliseconds(20),
        StateChanged = change => States.Add(change.State),
    };

    /// <summary>Runs a device to its end.</summary>
    public static async Task<BootstrapClient> RunAsync(BootstrapOptions options)
    {
        await using BootstrapClient client = new(options);
        await client.RunAsync(CancellationToken.None).WaitAsync(Patience);
        return client;
    }

    public void Dispose()
    {
        Birth.Dispose();
        _serverLeaf.Dispose();
        Server.Dispose();
        Servers.Dispose();
        Devices.Dispose();
        _directory.Dispose();
    }
}
