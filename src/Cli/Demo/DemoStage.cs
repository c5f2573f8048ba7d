using System.Security.Cryptography.X509Certificates;
using Garita.Authority.Keys;
using Garita.Authority.Vault;
using Garita.Cli.Api;
using Garita.Cli.Commands;
using Garita.Cli.Local;
using Garita.Contracts.Api.Devices;
using Garita.Device.Directories;
using Garita.MqttClient;
using Garita.Pki.Issuing;
using Garita.Server.Bootstrap.Senders;
using Garita.Server.Hosting;
using Microsoft.Extensions.Logging;

namespace Garita.Cli.Demo;

/// <summary>A whole installation in a temporary directory, on free ports of this machine; gone when disposed.</summary>
public sealed class DemoStage : IAsyncDisposable
{
    /// <summary>What the demo's devices connect to; the server's certificate carries it.</summary>
    public const string Host = "localhost";

    /// <summary>How long an access token is good in the demo: one expires while somebody watches.</summary>
    public static readonly TimeSpan AccessLife = TimeSpan.FromSeconds(4);

    /// <summary>When a device may ask for another code in the demo: it gives up while somebody watches.</summary>
    public static readonly TimeSpan CodePatience = TimeSpan.FromSeconds(5);

    private const string OperatorName = "demo";

    private readonly string _root;
    private ILoggerFactory? _loggers;
    private GaritaServer? _server;
    private ApiClient? _api;

    private DemoStage(string root, TimeProvider time)
    {
        _root = root;
        Time = time;
    }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>What the server warned about.</summary>
    public DemoLog Log { get; } = new();

    /// <summary>The devices on stage.</summary>
    public IList<DemoDevice> Devices { get; } = [];

    /// <summary>The API, as an operator.</summary>
    public ApiClient Api => _api ?? throw new InvalidOperationException("not started");

    /// <summary>The port of MQTT.</summary>
    public int MqttPort => _server!.MqttEndpoint.Port;

    /// <summary>The port of HTTPS for devices.</summary>
    public int HttpsPort => _server!.HttpsEndpoint!.Port;

    /// <summary>Devices that were refused, and why as far as they know.</summary>
    public IList<(DemoRole Role, string Reason)> Idle { get; } = [];

    /// <summary>The TCP port of bootstrap.</summary>
    public int BootstrapPort => _server!.BootstrapEndpoint!.Port;

    /// <summary>The UDP port of bootstrap; null where nothing here speaks QUIC.</summary>
    public int? BootstrapQuicPort => _server!.BootstrapQuicEndpoint?.Port;

    /// <summary>Where codes go out: the demo's modems listen to it.</summary>
    public string SpoolDirectory => Path.Combine(_root, "spool");

    /// <summary>Where the maker of the devices works: nothing of it is the server's.</summary>
    public string MakerDirectory => Path.Combine(_root, "maker");

    private string DataDirectory => Path.Combine(_root, "data");

    /// <summary>Makes the temporary directory. The caller disposes the stage.</summary>
    public static DemoStage Create(TimeProvider time)
    {
        try
        {
            return new DemoStage(Directory.CreateTempSubdirectory("garita-demo-").FullName, time);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException(
                ExitCode.Failed, $"{Path.GetTempPath()}: a temporary directory cannot be made: {fault.Message}",
                "point TMPDIR at a directory that can be written", fault);
        }
    }

    /// <summary>A device's directory.</summary>
    public string DirectoryOf(string id) => Path.Combine(_root, id);

    /// <summary>Makes the authorities; says what was made.</summary>
    public async Task<string> InstallAsync(CancellationToken stop)
    {
        _ = AlternativeNames.TryParse([Host, "127.0.0.1"], out AlternativeNames names, out _);
        using Passphrase passphrase = Passphrase.Generate();
        await Task.Run(
            () => InitCommand.InstallAsync(
                DataDirectory, new VaultRequest(names, passphrase, null), OperatorName, Time, stop),
            stop);
        return "a server root that devices trust, a device root that the broker trusts, and one operator";
    }

    /// <summary>Starts the server; says where it listens.</summary>
    public async Task<string> StartAsync(CancellationToken stop)
    {
        _loggers = LoggerFactory.Create(logging => logging.AddProvider(Log));
        try
        {
            _server = await GaritaServer.StartAsync(Options(), Time, _loggers, stop);
        }
        catch (StartupException fault)
        {
            throw StartupFailures.Describe(fault);
        }

        OperatorContext context = OperatorContext.Load(
            Path.Combine(new VaultLayout(DataDirectory).Operators, OperatorName),
            new Uri($"https://{_server.ApiEndpoint}"));
        _api = ApiClient.For(context);
        return $"mqtts://{Host}:{MqttPort} for devices, https://{_server.ApiEndpoint} for people, "
            + "nothing in plain text";
    }

    /// <summary>Adds a device to the registry; says what it got.</summary>
    public async Task<string> AddAsync(DemoRole role, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(role);
        DeviceAdded added = await DeviceAddCommand.AddAsync(
            Api,
            DirectoryOf(role.Id),
            new DeviceSettings(role.Id, Host, MqttPort),
            new AddDeviceRequest(role.Id, string.Empty, role.Device.Type, role.Serial, ["demo"]),
            stop);
        using X509Certificate2 leaf = X509Certificate2.CreateFromPem(added.Certificate.ChainPem);
        return $"a {role.Device.Type} with a certificate of its own, {leaf.RawDataMemory.Length} bytes, "
            + $"SHA-256 {added.Certificate.Fingerprint[..16]}…";
    }

    /// <summary>Whether a device is connected, as one of <see cref="Devices"/>.</summary>
    public bool IsOn(DemoRole role) => Devices.Any(device => device.Id == role.Id);

    /// <summary>Connects a device that has its certificate; says what the registry sees.</summary>
    public async Task<string> ConnectAsync(DemoRole role, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(role);
        DemoDevice device = new(DirectoryOf(role.Id), role.Device);
        Devices.Add(device);
        try
        {
            await device.StartAsync(stop);
        }
        catch (MqttClientException refusal)
        {
            throw new CliException(ExitCode.Failed, refusal.Message, cause: refusal);
        }

        DeviceView seen = await Api.GetAsync<DeviceView>("api/v1/devices/" + role.Id, stop);
        return seen.Connected
            ? "MQTT 5 over mutual TLS 1.3, and the registry sees it"
            : throw new CliException(ExitCode.Failed, "connected, but the registry does not see it");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (DemoDevice device in Devices)
        {
            await device.DisposeAsync();
        }

        _api?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _loggers?.Dispose();
        Log.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private GaritaOptions Options()
    {
        GaritaOptions options = new GaritaOptions { DataDirectory = DataDirectory }.OnFreePorts();
        return options with
        {
            Bootstrap = options.Bootstrap with
            {
                Sender = new SenderOptions { SpoolDirectory = SpoolDirectory },
                Enrollment = options.Bootstrap.Enrollment with
                {
                    AccessLife = AccessLife,
                    ResendAfter = CodePatience,
                },
            },
        };
    }
}
