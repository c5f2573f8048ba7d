using System.Text.Json;
using Garita.Cli.Tests.Firmware;
using Garita.Cli.Tests.Harness;
using Garita.Device;
using Garita.Device.Directories;
using Garita.Device.Trust;
using Garita.Device.Update.Agent;
using Garita.Device.Update.Simulation;
using Garita.Firmware.Building;
using Garita.MqttClient.Reconnecting;
using Garita.TestKit;

namespace Garita.Cli.Tests.Rollouts;

/// <summary>
/// A server with two published releases, the second with its way back to the first, and boards that take them.
/// </summary>
public sealed class RolloutHouse : IAsyncDisposable
{
    public const string OldVersion = "1.12.0";
    public const string NewVersion = "1.14.0";

    private static readonly Guid s_vendor = NameUuid.Vendor("example.com");

    private static readonly ReleaseGateOptions s_identity = new()
    {
        Vendor = s_vendor,
        Class = NameUuid.Class(s_vendor, "sensor rev B"),
        SlotSize = 64 * 1024,
    };

    private readonly Workshop _workshop = new();
    private readonly CancellationTokenSource _power = new();
    private readonly List<Task> _lives = [];
    private LongRun? _server;
    private string _trust = string.Empty;

    private RolloutHouse(House house) => House = house;

    public House House { get; }

    /// <summary>The digest of the new release's manifest.</summary>
    public string Release { get; private set; } = string.Empty;

    public static async Task<RolloutHouse> StartAsync()
    {
        RolloutHouse house = new(await House.MakeAsync());
        house._server = await house.House.ServeAsync();
        await house.PublishAsync();
        return house;
    }

    /// <summary>Runs a command as the first operator.</summary>
    public Task<Outcome> RunAsync(params string[] arguments) => House.RunAsync(arguments);

    /// <summary>What a command prints as JSON.</summary>
    public async Task<JsonElement> JsonAsync(params string[] arguments) =>
        JsonDocument.Parse((await RunAsync([.. arguments, "--json"])).IsDone().Output).RootElement;

    /// <summary>Adds devices that are not there.</summary>
    public async Task AddAsync(string type, params string[] devices)
    {
        foreach (string device in devices)
        {
            (await RunAsync(
                "device", "add", device, "--type", type, "--group", "field", "--host", "localhost", "--out",
                House.Beside(device))).IsDone();
        }
    }

    /// <summary>Adds devices, turns on a board for each, with the old release, and waits until they are connected.
    /// </summary>
    public async Task PowerOnAsync(string type, params string[] devices)
    {
        await AddAsync(type, devices);
        foreach (string device in devices)
        {
            string board = Directory.CreateDirectory(House.Beside(device, "board")).FullName;
            SimulatedBoard.Provision(
                board, s_identity, await File.ReadAllBytesAsync(_trust),
                await File.ReadAllBytesAsync(_workshop.At("old.suit")),
                await File.ReadAllBytesAsync(_workshop.At("old.bin")));
            SimulatedDevice simulated = new(
                board, s_identity, DeviceOptions.From(DeviceDirectory.Open(House.Beside(device))))
            {
                Options = new UpdateAgentOptions
                {
                    Waits = new BackoffOptions
                    {
                        Initial = TimeSpan.FromSeconds(1),
                        Longest = TimeSpan.FromSeconds(2),
                    },
                },
            };
            _lives.Add(simulated.LiveAsync(_power.Token));
        }

        await UntilAsync(async () => (await JsonAsync("status")).GetProperty("devices").GetProperty("connected")
            .GetInt32() == _lives.Count);
    }

    /// <summary>Writes a definition of one wave; returns the file.</summary>
    public string Define(string name, string rest = "", string target = "group = field")
    {
        string file = _workshop.At(name + ".json");
        File.WriteAllText(
            file,
            $$"""
            {
              "name": "{{name}}", "release": "{{Release}}", "target": "{{target}}",
              "waves": [{ "name": "all", "percent": 100 }],
              "gate": { "soak": "1s", "answer": "5m" }{{rest}}
            }
            """);
        return file;
    }

    /// <summary>Takes the server's audit log away from it, or gives it back.</summary>
    public void SetAuditLog(bool isThere)
    {
        string checkpoint = Path.Combine(House.Data, "audit", "checkpoint");
        string aside = House.Beside("checkpoint");
        if (isThere)
        {
            BlockedFile.Unblock(checkpoint, aside);
        }
        else
        {
            BlockedFile.Block(checkpoint, aside);
        }
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(200));
        while (!await isSo())
        {
            Assert.True(await timer.WaitForNextTickAsync(limit.Token));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _power.CancelAsync();
        foreach (Task life in _lives)
        {
            await life.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _power.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _workshop.Dispose();
        House.Dispose();
    }

    private async Task PublishAsync()
    {
        _workshop.MakeKey("root").Dispose();
        _workshop.MakeKey("ana").Dispose();
        _trust = _workshop.At("trust-1.cbor");
        const string Key = "log key       ";
        string log = (await RunAsync("audit", "show")).IsDone().Output.Split('\n')
            .Single(line => line.StartsWith(Key, StringComparison.Ordinal))[Key.Length..];
        (await Shell.RunAsync(
            "trust", "new", "--root-key", _workshop.At("root.pem"), "--release-key", _workshop.At("ana.pem"),
            "--log", log, "--out", _trust)).IsDone();
        (await Shell.RunAsync(
            "trust", "sign", _trust, "--key", _workshop.At("root.key"), "--passphrase-file",
            _workshop.PassphraseFile)).IsDone();
        (await RunAsync("trust", "install", _trust)).IsDone();
        string oldImage = MakeImage("old.bin", OldVersion);
        string newImage = MakeImage("new.bin", NewVersion);
        string old = await _workshop.BuildAsync("old", oldImage, 12);
        (await _workshop.SignAsync(old, "ana")).IsDone();
        string next = await _workshop.BuildAsync("new", newImage, 14);
        (await _workshop.SignAsync(next, "ana", "--way-back", old)).IsDone();
        (await RunAsync("firmware", "publish", old, "--image", oldImage)).IsDone();
        JsonElement release = await JsonAsync("firmware", "publish", next, "--image", newImage);
        Release = release.GetProperty("manifest").GetProperty("digest").GetString()!;
    }

    private string MakeImage(string name, string version)
    {
        File.WriteAllBytes(
            _workshop.At(name), new SimulatedImage(version, ImageBehaviour.Works).ToBytes(new byte[8000]));
        return _workshop.At(name);
    }
}
