using System.Text.Json.Nodes;
using Garita.Cli.Simulation.Types;
using Garita.Device;
using Garita.Device.Bootstrap.States;
using Garita.Device.Telemetry;
using Microsoft.Extensions.Logging;

namespace Garita.Cli.Simulation;

/// <summary>
/// One simulated device in the field: it bootstraps, or goes on where it was before a restart, then speaks MQTT with
/// its own certificate, and tells what happens to it.
/// </summary>
public sealed class FieldDevice(UnitDirectory files, FieldLines lines, TimeProvider clock, ILogger logger)
{
    // How often the measurements are told of: a line each would hide everything else.
    private static readonly TimeSpan _summary = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan _leaving = TimeSpan.FromSeconds(2);

    private readonly SimulatedUnit _unit = new(SimulatedTypes.Create(files.Settings.Type)!, clock);
    private readonly Dictionary<string, string> _lastValues = new(StringComparer.Ordinal);
    private long _measured;
    private long? _told;

    /// <summary>Runs until stopped; that is how it ends.</summary>
    /// <exception cref="DeviceException">The device's own files fail.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        DeviceOptions? options = await BeginAsync(stop);
        if (options is null)
        {
            // Only a start leads out of it; whoever restarts what ends would make it ask for ever.
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, stop);
            return;
        }

        await TalkAsync(options, stop);
    }

    private async Task<DeviceOptions?> BeginAsync(CancellationToken stop)
    {
        Beginning? begun = null;
        await using Beginning made = new(
            files, _unit, change => Tell(begun!, change), options => options with { Clock = clock, Logger = logger })
        {
            Measured = Count,
            CodeCame = () => lines.Say("its modem received a code"),
        };
        begun = made;
        BootstrapState state = await made.RunAsync(stop);
        return state == BootstrapState.Enrolled ? made.HandOver() : null;
    }

    private async Task TalkAsync(DeviceOptions options, CancellationToken stop)
    {
        await using DeviceClient client = new(options with { StateChanged = Tell });
        foreach (string command in SimulatedTypes.Commands)
        {
            client.OnCommand(command, (given, deadline) =>
            {
                lines.Say($"command {given.Name}");
                return _unit.ExecuteAsync(given, deadline);
            });
        }

        client.OnDesired((desired, ended) => FollowAsync(client, desired, ended));
        client.Start();
        await _unit.RunAsync(reading => Record(client, reading), stop);
        await client.StopAsync(_leaving);
    }

    private Task FollowAsync(DeviceClient client, JsonNode desired, CancellationToken ended)
    {
        string? wrong = _unit.Follow(desired);
        lines.Say(wrong is null
            ? $"the registry wants: {_unit.Plan}"
            : $"the registry wants what makes no sense ({wrong}); it stays with: {_unit.Plan}");
        return client.ReportAsync(_unit.Plan.ToJson(), ended);
    }

    private void Tell(Beginning begun, BootstrapChange change) => lines.Say(change.State switch
    {
        BootstrapState.NotProvisioned => "begins with nothing but its uuid and what its batch shares",
        BootstrapState.Registering => $"registers as {files.Settings.Type} {files.Settings.Serial}",
        BootstrapState.AwaitingCode => $"waits for the code that is sent to {files.Settings.Number}",
        BootstrapState.Provisioned => "has tokens; " + Configured(begun),
        BootstrapState.Refreshing => "asks for new tokens",
        BootstrapState.Paused => "waits before it asks again",
        BootstrapState.Idle =>
            $"is idle until it is started again: {Words(change.Reason)}; the server's log knows more",
        BootstrapState.Enrolled => "has a certificate of its own",
    });

    private string Configured(Beginning begun)
    {
        string plan = $"the registry says: {_unit.Type}, {_unit.Plan}";
        return begun.Misunderstood is { } wrong ? $"{plan}; the rest made no sense: {wrong}" : plan;
    }

    private void Tell(DeviceStateChange change) => lines.Say(change switch
    {
        { State: DeviceState.Online } => $"speaks MQTT with its own certificate: {_unit.Type}, {_unit.Plan}",
        { Fault: { } fault } => $"{Word(change.State)}: {fault.Message}",
        _ => Word(change.State),
    });

    private void Record(DeviceClient client, SensorReading reading)
    {
        client.Record(reading.Series, new Measurement(reading.Value, reading.Unit));
        Count(reading);
    }

    private void Count(SensorReading reading)
    {
        _measured++;
        bool isFirstRound = !_lastValues.ContainsKey(reading.Series);
        _lastValues[reading.Series] = FormattableString.Invariant($"{reading.Series} {reading.Value} {reading.Unit}")
            .TrimEnd();
        if (isFirstRound || (_told is { } told && clock.GetElapsedTime(told) < _summary))
        {
            return;
        }

        _told = clock.GetTimestamp();
        lines.Say($"{_measured} measured so far, the last: {string.Join(", ", _lastValues.Values)}");
    }

    /// <summary>What a device knows of why it is idle, in words.</summary>
    public static string Words(IdleReason? reason) => reason switch
    {
        IdleReason.NoCode => "no code came in time",
        IdleReason.UnknownDevice => "the server knows no such uuid",
        IdleReason.FactorRefused => "the server offers no second factor that it can use",
        IdleReason.CodeRefused => "the code was refused",
        IdleReason.TokenExpired => "its tokens are too old",
        IdleReason.TokenRefused => "its tokens were refused",
        IdleReason.SequenceRefused => "its numbers were used before: its storage was set back",
        IdleReason.SignatureRefused => "the server knows another key for it",
        IdleReason.NotUnderstood => "the server does not understand it",
        IdleReason.LoggedOut => "it logged out",
        null => "nothing is known",
    };

    private static string Word(DeviceState state) => state.ToString().ToLowerInvariant();
}
