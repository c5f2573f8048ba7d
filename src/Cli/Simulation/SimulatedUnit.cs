using System.Text.Json;
using System.Text.Json.Nodes;
using Garita.Cli.Simulation.Types;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Device.Commands;

namespace Garita.Cli.Simulation;

/// <summary>
/// The part of a simulated device that measures and obeys. It is built as one of the five types, and configures itself
/// from what the registry says: which type it is, and how often it measures what. Thread-safe.
/// </summary>
/// <param name="built">What it is until the registry says another type.</param>
/// <param name="clock">For intervals.</param>
public sealed class SimulatedUnit(ISimulatedDevice built, TimeProvider clock)
{
    /// <summary>Values move fast enough to be watched: a second is half a minute in the room.</summary>
    public const double Speed = 30;

    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly Dictionary<string, long> _lastOf = new(StringComparer.Ordinal);
    private ISimulatedDevice _device = built;
    private MeasurePlan _plan = MeasurePlan.Usual;
    private long? _last;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What sort of product it is now.</summary>
    public string Type
    {
        get
        {
            lock (_gate)
            {
                return _device.Type;
            }
        }
    }

    /// <summary>How often it measures what.</summary>
    public MeasurePlan Plan
    {
        get
        {
            lock (_gate)
            {
                return _plan;
            }
        }
    }

    /// <summary>Becomes what the registry says; returns what of it makes no sense and was left out, or null.</summary>
    public string? Configure(DeviceBody registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        string? unknown = null;
        if (registry.Type is { } type && type != Type)
        {
            ISimulatedDevice? other = SimulatedTypes.Create(type);
            unknown = other is null ? $"'{type}' is no type of this program" : null;
            Become(other);
        }

        string? wrong = Follow(
            registry.Settings is { } settings ? JsonSerializer.SerializeToNode(settings) : null);
        return unknown ?? wrong;
    }

    /// <summary>Follows a desired state; returns what is wrong with it, where the old plan stays, or null.</summary>
    public string? Follow(JsonNode? desired)
    {
        if (MeasurePlan.Read(desired, out string? wrong) is not { } plan)
        {
            return wrong;
        }

        lock (_gate)
        {
            _plan = plan;
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return null;
    }

    /// <summary>Lets time pass, and measures what is due.</summary>
    /// <param name="pause">How long nothing more is due.</param>
    public IReadOnlyList<SensorReading> TakeDue(out TimeSpan pause)
    {
        List<SensorReading> due = [];
        pause = TimeSpan.MaxValue;
        lock (_gate)
        {
            long now = clock.GetTimestamp();
            TimeSpan elapsed = _last is { } last ? clock.GetElapsedTime(last, now) : TimeSpan.Zero;
            _last = now;
            foreach (SensorReading reading in _device.Measure(elapsed * Speed))
            {
                TimeSpan left = LeftOf(reading.Series, now);
                if (left <= TimeSpan.Zero)
                {
                    due.Add(reading);
                    _lastOf[reading.Series] = now;
                    left = _plan.IntervalOf(reading.Series);
                }

                pause = left < pause ? left : pause;
            }
        }

        // Timers count whole milliseconds.
        pause = TimeSpan.FromMilliseconds(Math.Ceiling(pause.TotalMilliseconds));
        return due;
    }

    /// <summary>Measures what is due until stopped; what is due at once is measured before this returns.</summary>
    /// <param name="sink">Takes each reading; must return soon.</param>
    /// <param name="stop">Ends it; that is how it ends, and no failure.</param>
    public async Task RunAsync(Action<SensorReading> sink, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(sink);
        while (!stop.IsCancellationRequested)
        {
            // Taken first: a change that comes meanwhile is not slept through.
            Task changed = Changed();
            IReadOnlyList<SensorReading> due = TakeDue(out TimeSpan pause);
            foreach (SensorReading reading in due)
            {
                sink(reading);
            }

            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop);
            await Task.WhenAny(Task.Delay(pause, clock, either.Token), changed);
            await either.CancelAsync();
        }
    }

    /// <summary>Carries out a command.</summary>
    public Task<CommandReply> ExecuteAsync(DeviceCommand command, CancellationToken deadline)
    {
        ArgumentNullException.ThrowIfNull(command);
        JsonObject? result;
        lock (_gate)
        {
            result = _device.Execute(command.Name, command.Arguments as JsonObject ?? []);
        }

        return Task.FromResult(result is null
            ? CommandReply.Failed($"a {Type} has no such command, or not with these arguments")
            : CommandReply.Ok(result));
    }

    private void Become(ISimulatedDevice? other)
    {
        lock (_gate)
        {
            _device = other ?? _device;
            _lastOf.Clear();
        }
    }

    private Task Changed()
    {
        lock (_gate)
        {
            return _changed.Task;
        }
    }

    private TimeSpan LeftOf(string series, long now) => _lastOf.TryGetValue(series, out long last)
        ? _plan.IntervalOf(series) - clock.GetElapsedTime(last, now)
        : TimeSpan.Zero;
}
