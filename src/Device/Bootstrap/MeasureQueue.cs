using System.Text.Json;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Requests;
using Garita.Device.Telemetry;

namespace Garita.Device.Bootstrap;

/// <summary>
/// Measurements on their way out, oldest first; beyond the bound the oldest is dropped. What is being sent stays
/// until it is taken or refused. Thread-safe.
/// </summary>
internal sealed class MeasureQueue(int capacity, TimeProvider clock)
{
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly LinkedList<Measure> _waiting = [];
    private TaskCompletionSource _some = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _dropped;

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>How many were dropped because the queue was full.</summary>
    public long Dropped
    {
        get
        {
            lock (_gate)
            {
                return _dropped;
            }
        }
    }

    /// <summary>Queues a measurement and returns at once.</summary>
    public void Add(string series, Measurement measurement)
    {
        byte[] json = MeasurementWriter.Write(measurement, clock.GetUtcNow(), TelemetryFormat.Json);
        Measure measure = new(series, JsonElement.Parse(json));
        lock (_gate)
        {
            _waiting.AddLast(measure);
            if (_waiting.Count > capacity)
            {
                _waiting.RemoveFirst();
                _dropped++;
            }

            _some.TrySetResult();
        }
    }

    /// <summary>The oldest ones, which stay; at most so many.</summary>
    public IReadOnlyList<Measure> Oldest(int most)
    {
        lock (_gate)
        {
            return [.. _waiting.Take(Math.Min(most, BootstrapMessages.MaxMeasures))];
        }
    }

    /// <summary>These are done with.</summary>
    public void Remove(IReadOnlyList<Measure> done)
    {
        HashSet<Measure> gone = new(done, ReferenceEqualityComparer.Instance);
        lock (_gate)
        {
            while (_waiting.First is { } first && gone.Contains(first.Value))
            {
                _waiting.RemoveFirst();
            }

            if (_waiting.Count == 0 && _some.Task.IsCompleted)
            {
                _some = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Completes when there is something, at once where there is already.</summary>
    public Task WhenSome()
    {
        lock (_gate)
        {
            return _some.Task;
        }
    }
}
