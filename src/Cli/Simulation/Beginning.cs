using Garita.Cli.Bootstrap;
using Garita.Cli.Simulation.Types;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Device;
using Garita.Device.Bootstrap;
using Garita.Device.Bootstrap.States;
using Garita.Device.Telemetry;
using Garita.Durable;

namespace Garita.Cli.Simulation;

/// <summary>
/// A simulated device from its start to its certificate: it bootstraps with the real SDK, and as soon as the registry
/// has said what it is to be, it measures. One run for each start.
/// </summary>
public sealed class Beginning : IAsyncDisposable
{
    private readonly SimulatedUnit _unit;
    private readonly UnitDirectory _files;
    private readonly FileRegion _storage;
    private readonly BirthCredentials _birth;
    private readonly BootstrapClient _client;
    private readonly Action<BootstrapChange> _told;
    private readonly CancellationTokenSource _stop = new();
    private DeviceBody? _configured;
    private Task _measuring = Task.CompletedTask;

    /// <summary>Reads what the last run left; nothing is sent yet.</summary>
    /// <param name="files">The device's directory.</param>
    /// <param name="unit">What measures.</param>
    /// <param name="told">Told of every new state, after the device configured itself; must return soon.</param>
    /// <param name="adjust">Changes the SDK's options, such as its patience.</param>
    /// <exception cref="DeviceException">The storage cannot be read.</exception>
    public Beginning(
        UnitDirectory files, SimulatedUnit unit, Action<BootstrapChange> told,
        Func<BootstrapOptions, BootstrapOptions> adjust)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(adjust);
        _files = files;
        _unit = unit;
        _told = told;
        FileRegion? storage = files.OpenStorage();
        BirthCredentials? birth = null;
        try
        {
            birth = files.ReadBirth();
            _client = new BootstrapClient(adjust(Options(birth, storage)));
            (_birth, _storage) = (birth, storage);
            (birth, storage) = (null, null);
        }
        finally
        {
            birth?.Dispose();
            storage?.Dispose();
        }

        foreach (string command in SimulatedTypes.Commands)
        {
            _client.OnCommand(command, unit.ExecuteAsync);
        }
    }

    /// <summary>How far it is.</summary>
    public BootstrapState State => _client.State;

    /// <summary>Why it is idle.</summary>
    public IdleReason? Reason => _client.Reason;

    /// <summary>What the registry said of it; null before its first login.</summary>
    public DeviceBody? Registry => _client.Device;

    /// <summary>What of the registry's words made no sense; null where all did.</summary>
    public string? Misunderstood { get; private set; }

    /// <summary>Told of each reading as it is taken.</summary>
    public Action<SensorReading>? Measured { get; init; }

    /// <summary>Told when a code came by SMS.</summary>
    public Action? CodeCame { get; init; }

    /// <summary>Runs until it has a certificate or is idle, and returns which.</summary>
    public async Task<BootstrapState> RunAsync(CancellationToken stop)
    {
        try
        {
            BootstrapState state = await _client.RunAsync(stop);
            Configure();
            return state;
        }
        finally
        {
            await _stop.CancelAsync();
            await _measuring;
        }
    }

    /// <summary>Asks for the certificate, where the options do not say at once.</summary>
    public void Enroll() => _client.Enroll();

    /// <summary>What a client with the device's own certificate is opened with.</summary>
    public DeviceOptions HandOver() => _client.HandOver() with { Port = _files.Own.Settings.Port };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _measuring;
        await _client.DisposeAsync();
        _birth.Dispose();
        _storage.Dispose();
        _stop.Dispose();
    }

    private BootstrapOptions Options(BirthCredentials birth, FileRegion storage)
    {
        UnitSettings settings = _files.Settings;
        return new BootstrapOptions
        {
            Uuid = _files.Own.Settings.Id,
            Type = settings.Type,
            Serial = settings.Serial,
            Code = new SpoolModem(settings.Spool, settings.Number, TimeProvider.System)
            {
                Rang = () => CodeCame?.Invoke(),
            }.ReadCodeAsync,
            Host = _files.Own.Settings.Host,
            TcpPort = settings.Port,
            QuicPort = settings.QuicPort,
            Birth = birth.Certificate,
            ServerRoots = birth.ServerRoots,
            MessageKeys = birth.MessageKeys,
            KeyStore = _files.Own,
            Storage = storage,
            StateChanged = Happened,
        };
    }

    // The first measurement is queued before this returns, so that it goes out with tokens also where the certificate
    // is asked for at once.
    private void Happened(BootstrapChange change)
    {
        if (change.State == BootstrapState.Provisioned)
        {
            Configure();
            if (_measuring.IsCompleted)
            {
                _measuring = _unit.RunAsync(Record, _stop.Token);
            }
        }

        _told(change);
    }

    private void Configure()
    {
        if (_client.Device is { } registry && registry != _configured)
        {
            _configured = registry;
            Misunderstood = _unit.Configure(registry);
        }
    }

    private void Record(SensorReading reading)
    {
        _client.Record(reading.Series, new Measurement(reading.Value, reading.Unit));
        Measured?.Invoke(reading);
    }
}
