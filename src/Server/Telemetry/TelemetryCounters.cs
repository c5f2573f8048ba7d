using System.Diagnostics.Metrics;
using Garita.Contracts.Api.Status;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Telemetry;

/// <summary>
/// Counts what telemetry did and tells refusals in bounded summaries: one log line per reason and window, whatever a
/// device sends.
/// </summary>
public sealed class TelemetryCounters : IDisposable
{
    private readonly Meter _meter = new("Garita.Telemetry");
    private readonly Counter<long> _storedMetric;
    private readonly Counter<long> _refusedMetric;
    private readonly TimeProvider _time;
    private readonly TelemetryOptions _options;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<TelemetryRefusal, RefusalWindow> _windows = [];
    private long _stored;
    private long _refused;
    private long _pruned;
    private long _dropped;

    /// <summary>All at nought.</summary>
    public TelemetryCounters(TelemetryOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _storedMetric = _meter.CreateCounter<long>("garita.telemetry.stored");
        _refusedMetric = _meter.CreateCounter<long>("garita.telemetry.refused");
    }

    /// <summary>Measurements of quality of service 0 that found the queue full.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>The counts now.</summary>
    public TelemetryCounts Snapshot(int waiting) => new(
        Interlocked.Read(ref _stored), Interlocked.Read(ref _refused), waiting, Interlocked.Read(ref _pruned));

    internal void Stored(int count)
    {
        Interlocked.Add(ref _stored, count);
        _storedMetric.Add(count);
    }

    internal void Pruned(int count) => Interlocked.Add(ref _pruned, count);

    internal void DroppedOne() => Interlocked.Increment(ref _dropped);

    internal void Refused(string device, TelemetryRefusal reason, int count = 1)
    {
        Interlocked.Add(ref _refused, count);
        _refusedMetric.Add(count, new KeyValuePair<string, object?>("reason", reason.ToString()));
        DateTimeOffset now = _time.GetUtcNow();
        RefusalWindow? ended = null;
        lock (_gate)
        {
            bool known = _windows.TryGetValue(reason, out RefusalWindow? window);
            if (known && now - window!.Since < _options.RefusalWindow)
            {
                window.Count += count;
                return;
            }

            ended = window;
            _windows[reason] = new RefusalWindow(now);
        }

        if (ended is { Count: > 0 })
        {
            TelemetryLog.RefusedMore(_logger, ended.Count, reason, ended.Since);
        }

        TelemetryLog.Refused(_logger, device, reason);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private sealed class RefusalWindow(DateTimeOffset since)
    {
        public DateTimeOffset Since { get; } = since;

        public long Count { get; set; }
    }
}
