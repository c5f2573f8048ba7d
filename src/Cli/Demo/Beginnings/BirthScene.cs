using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Garita.Cli.Simulation;
using Garita.Contracts.Api.Telemetry;
using Garita.Device.Bootstrap.States;
using Garita.Device.Directories;
using Garita.Device.Keys;

namespace Garita.Cli.Demo.Beginnings;

/// <summary>Six devices leave a factory with the same birth certificate; the registry expects five of them.</summary>
public sealed class BirthScene(DemoStage stage) : IAsyncDisposable
{
    private const string Batch = "2026-11";
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time = stage.Time;
    private readonly Dictionary<string, Newcomer> _newcomers = [];
    private DeviceFactory? _factory;

    private Newcomer Stranger => _newcomers[DemoCast.Stranger.Id];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (Newcomer newcomer in _newcomers.Values)
        {
            await newcomer.DisposeAsync();
        }

        _factory?.Dispose();
    }

    /// <summary>Opens a batch and makes six devices.</summary>
    public async Task<string> MakeAsync(CancellationToken stop)
    {
        _factory = await DeviceFactory.OpenAsync(stage.Api, Batch, stop);
        foreach (DemoRole role in DemoCast.Roles.Append(DemoCast.Stranger))
        {
            DeviceSettings device = new(role.Id, DemoStage.Host, stage.MqttPort);
            _factory.Make(stage.DirectoryOf(role.Id), device, SettingsOf(role));
            _newcomers[role.Id] = new Newcomer(stage, role, role == DemoCast.Stranger ? 1 : 3);
        }

        return "six devices: each knows its uuid, the birth certificate of all, the server's root and message keys";
    }

    /// <summary>Tells the registry of five.</summary>
    public async Task<string> ExpectAsync(CancellationToken stop)
    {
        JsonObject desired = new() { ["interval"] = 1 };
        foreach (DemoRole role in DemoCast.Roles)
        {
            await _factory!.ExpectAsync(role.Id, SettingsOf(role), desired, stop);
        }

        Stranger.PowerOn();
        return "uuid, type, the number that codes go to, how often it is to measure; nobody tells it of a sixth";
    }

    /// <summary>One device registers, is sent its code, and shows it.</summary>
    public async Task<string> RegisterAsync(DemoRole role, CancellationToken stop)
    {
        Newcomer newcomer = Of(role);
        long begun = _time.GetTimestamp();
        newcomer.PowerOn();
        await newcomer.WhenAsync(states => states.Contains(BootstrapState.Provisioned), stop);
        string took = _time.GetElapsedTime(begun).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        return newcomer is { CodeCame: true, Registry.Type: { } type } && newcomer.States is
            [BootstrapState.NotProvisioned, BootstrapState.Registering, BootstrapState.AwaitingCode, ..]
            ? $"a code by SMS to {role.Number}, shown after {took} s; tokens, and the registry's word: {type}, "
                + $"{newcomer.Plan}"
            : throw new CliException(ExitCode.Failed, $"it went through {string.Join(", ", newcomer.States)}");
    }

    /// <summary>One device's measurements are there, with no certificate.</summary>
    public async Task<string> MeasureAsync(DemoRole role, CancellationToken stop)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(_patience);
        try
        {
            while (true)
            {
                TelemetryPage page = await stage.Api.GetAsync<TelemetryPage>(
                    $"api/v1/devices/{role.Id}/telemetry/last", patience.Token);
                if (page.Items.Count > 0)
                {
                    return "stored " + string.Join(", ", page.Items.Select(TalkAct.Describe));
                }

                await Task.Delay(_look, _time, patience.Token);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new CliException(ExitCode.Failed, "the server has nothing of it");
        }
    }

    /// <summary>A device is off until its token is worth nothing, and goes on all the same.</summary>
    public async Task<string> ExpireAsync(DemoRole role, CancellationToken stop)
    {
        Newcomer newcomer = Of(role);
        await newcomer.CutAsync();
        await Task.Delay(DemoStage.AccessLife + TimeSpan.FromSeconds(1), _time, stop);
        int before = stage.Log.Count;
        newcomer.PowerOn();
        await newcomer.WhenAsync(Refreshed, stop);
        string? reason = await stage.Log.WaitForAsync(before, $"Publish of {role.Id}", stop);
        return newcomer.CodeCame || newcomer.States.Contains(BootstrapState.Registering)
            ? throw new CliException(ExitCode.Failed, "it needed another code")
            : reason is null
                ? throw new CliException(ExitCode.Failed, "no log line says that its token was refused")
                : $"back with an old token, it got new ones without a code; the server's log: {reason}";
    }

    /// <summary>Devices that stayed on never showed an old token.</summary>
    public async Task<string> StayFreshAsync(IReadOnlyList<DemoRole> roles, CancellationToken stop)
    {
        foreach (DemoRole role in roles)
        {
            await Of(role).WhenAsync(Refreshed, stop);
        }

        string life = DemoStage.AccessLife.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return $"each fetched new tokens in time; here they live {life} s, by default ten minutes";
    }

    /// <summary>One device asks for a certificate of its own.</summary>
    public async Task<string> EnrollAsync(DemoRole role, CancellationToken stop)
    {
        Newcomer newcomer = Of(role);
        newcomer.Enroll();
        await newcomer.WhenAsync(states => states is [.., BootstrapState.Enrolled], stop);
        await newcomer.CutAsync();
        using DeviceCertificates own = DeviceDirectory.Open(stage.DirectoryOf(role.Id)).LoadCertificates();
        string fingerprint = Convert.ToHexStringLower(SHA256.HashData(own.Leaf.RawDataMemory.Span));
        return $"a certificate for the key that it made itself, {own.Leaf.RawDataMemory.Length} bytes, "
            + $"SHA-256 {fingerprint[..16]}…; its tokens are over";
    }

    /// <summary>The sixth gave up; the server knows why.</summary>
    public async Task<string> LeaveIdleAsync(CancellationToken stop)
    {
        await Stranger.WhenAsync(states => states is [.., BootstrapState.Idle], stop);
        string known = FieldDevice.Words(Stranger.Reason);
        stage.Idle.Add((DemoCast.Stranger, known));
        string? reason = await stage.Log.WaitForAsync(0, $"Register of {DemoCast.Stranger.Id}", stop);
        return reason is null
            ? throw new CliException(ExitCode.Failed, "no log line says why it is idle")
            : $"idle, for {known}; the server's log: {reason}";
    }

    private static bool Refreshed(IReadOnlyList<BootstrapState> states) =>
        states.SkipWhile(state => state != BootstrapState.Refreshing).Contains(BootstrapState.Provisioned);

    private Newcomer Of(DemoRole role) => _newcomers[role.Id];

    private UnitSettings SettingsOf(DemoRole role) => new(
        role.Device.Type, role.Serial, role.Number, stage.SpoolDirectory, stage.BootstrapPort, stage.BootstrapQuicPort);
}
