using System.Text.Json;
using Garita.Authority.Keys;
using Garita.Authority.Vault;
using Garita.Cli.Api;
using Garita.Cli.Commands;
using Garita.Contracts.Api.Commands;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Api.Telemetry;
using Garita.Device.Directories;
using Garita.Pki.Issuing;
using Garita.Server.Hosting;
using Garita.Server.Listeners;
using Garita.TestKit;
using Microsoft.Extensions.Logging;

namespace Garita.Samples.Tests.Fixtures;

/// <summary>
/// A whole server on free ports, made by what <c>garita init</c>, <c>serve</c> and <c>device add</c> are made of.
/// </summary>
public sealed class LiveServer : IAsyncLifetime, IAsyncDisposable
{
    private const string OperatorName = "ana";

    private readonly TemporaryDirectory _directory = new();
    private readonly ILoggerFactory _loggers;
    private readonly ListenerOptions _listener;
    private GaritaServer? _server;
    private ApiClient? _api;

    public LiveServer()
        : this(new ListenerOptions())
    {
    }

    private LiveServer(ListenerOptions listener)
    {
        // Every refusal gets its line here: what is counted is lines a connection, not lines a minute.
        _listener = listener with { RefusalLinesPerSource = 1_000, RefusalLines = 1_000 };
        _loggers = LoggerFactory.Create(logging => logging.AddProvider(Journal));
    }

    public Journal Journal { get; } = new();

    public int MqttPort => _server!.MqttEndpoint.Port;

    public int HttpsPort => _server!.HttpsEndpoint!.Port;

    /// <summary>Starts one whose listener is not the usual one.</summary>
    public static async Task<LiveServer> StartAsync(ListenerOptions listener)
    {
        LiveServer server = new(listener);
        await server.InitializeAsync();
        return server;
    }

    public async Task InitializeAsync()
    {
        string data = _directory.File("data");
        Assert.True(AlternativeNames.TryParse(["localhost", "127.0.0.1"], out AlternativeNames names, out _));
        using Passphrase passphrase = Passphrase.Generate();
        await InitCommand.InstallAsync(
            data, new VaultRequest(names, passphrase, null), OperatorName, TimeProvider.System, CancellationToken.None);
        GaritaOptions options = new GaritaOptions { DataDirectory = data, Mqtt = _listener }.OnFreePorts();
        _server = await GaritaServer.StartAsync(options, TimeProvider.System, _loggers, CancellationToken.None);
        _api = ApiClient.For(OperatorContext.Load(
            Path.Combine(new VaultLayout(data).Operators, OperatorName), new Uri($"https://{_server.ApiEndpoint}")));
    }

    public async Task DisposeAsync()
    {
        _api?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _loggers.Dispose();
        _directory.Dispose();
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    /// <summary>Adds a device; returns its directory.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="port">Where it shall connect if not straight to the server.</param>
    public async Task<string> AddDeviceAsync(string id, int? port = null)
    {
        string directory = _directory.File(id);
        await DeviceAddCommand.AddAsync(
            _api!,
            directory,
            new DeviceSettings(id, "localhost", port ?? MqttPort),
            new AddDeviceRequest(id, string.Empty, "sample", null, []),
            CancellationToken.None);
        return directory;
    }

    /// <summary>Sends a command and waits for its end.</summary>
    public Task<CommandResult> CommandAsync(string id, string payload = "now") => _api!.SendAsync<CommandResult>(
        HttpMethod.Post,
        $"api/v1/devices/{id}/commands",
        new SendCommandRequest("reboot", JsonSerializer.SerializeToElement(payload)),
        CancellationToken.None);

    /// <summary>Sends a command again until the device was there to hear it.</summary>
    public async Task<CommandResult> CommandUntilHeardAsync(string id)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (true)
        {
            CommandResult result = await CommandAsync(id);
            bool missed = result.Outcome is CommandOutcome.Offline or CommandOutcome.TimedOut;
            if (!missed || limit.IsCancellationRequested)
            {
                return result;
            }
        }
    }

    /// <summary>The last value of each series that the server has of a device.</summary>
    public async Task<IReadOnlyList<TelemetryPoint>> TelemetryAsync(string id) =>
        (await _api!.GetAsync<TelemetryPage>($"api/v1/devices/{id}/telemetry/last", CancellationToken.None)).Items;
}
