using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Garita.Cli.Simulation;
using Garita.Cli.Simulation.Types;
using Garita.Device;
using Garita.Device.Commands;
using Garita.Device.Directories;
using Garita.Device.Telemetry;

namespace Garita.Cli.Demo;

/// <summary>One simulated device on the real SDK, over a real socket, with a certificate of its own.</summary>
public sealed class DemoDevice : IAsyncDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private readonly ISimulatedDevice _simulated;
    private readonly DeviceClient _client;
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    /// <summary>Prepares a device whose files are in a directory.</summary>
    public DemoDevice(string directory, ISimulatedDevice simulated)
    {
        ArgumentNullException.ThrowIfNull(simulated);
        _simulated = simulated;
        DeviceDirectory files = DeviceDirectory.Open(directory);
        Id = files.Settings.Id;
        _client = new DeviceClient(DeviceOptions.From(files));
        _client.OnCommand(simulated.ExampleCommand.Name, ExecuteAsync);
    }

    /// <summary>The device's id.</summary>
    public string Id { get; }

    /// <summary>What the story calls it.</summary>
    public string Name => DemoRole.ShortOf(Id);

    /// <summary>What sort of product it is.</summary>
    public string Type => _simulated.Type;

    /// <summary>The command that the story sends.</summary>
    public (string Name, JsonObject Arguments) ExampleCommand => _simulated.ExampleCommand;

    /// <summary>What the client does now.</summary>
    public DeviceState State => _client.State;

    /// <summary>The last value of each series, as sent.</summary>
    public ConcurrentDictionary<string, string> LastValues { get; } = new();

    /// <summary>Measurements recorded so far.</summary>
    public long Recorded { get; private set; }

    /// <summary>Connects and begins to measure once a second.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _client.ConnectAsync(cancellationToken);
        _loop = MeasureAsync(_stop.Token);
    }

    /// <summary>Records one round of measurements and waits until the broker has acknowledged all of it.</summary>
    public async Task MeasureOnceAsync(CancellationToken cancellationToken)
    {
        Measure();
        await _client.FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        await _client.StopAsync(TimeSpan.FromSeconds(1));
        await _client.DisposeAsync();
        _stop.Dispose();
    }

    private async Task MeasureAsync(CancellationToken stop)
    {
        using PeriodicTimer timer = new(_interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                Measure();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping is how this loop ends.
        }
    }

    private void Measure()
    {
        lock (_simulated)
        {
            foreach (SensorReading value in _simulated.Measure(_interval * SimulatedUnit.Speed))
            {
                _client.Record(value.Series, new Measurement(value.Value, value.Unit));
                LastValues[value.Series] = FormattableString.Invariant($"{value.Value} {value.Unit}").TrimEnd();
                Recorded++;
            }
        }
    }

    private Task<CommandReply> ExecuteAsync(DeviceCommand command, CancellationToken deadline)
    {
        lock (_simulated)
        {
            JsonObject? result = _simulated.Execute(command.Name, command.Arguments as JsonObject ?? []);
            return Task.FromResult(result is null
                ? CommandReply.Failed("the arguments are not what this command takes")
                : CommandReply.Ok(result));
        }
    }
}
