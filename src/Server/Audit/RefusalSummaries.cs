using Garita.AuditLog.Entries;
using Garita.AuditLog.Refusals;
using Garita.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Audit;

/// <summary>
/// Brings what was refused into the log: one entry a minute at most, whatever strangers do. What a crash finds here is
/// lost; refusals change nothing.
/// </summary>
internal sealed class RefusalSummaries : IAsyncDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_upkeep = TimeSpan.FromDays(1);

    private readonly AuditBook _audit;
    private readonly AuditOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    // Only the loop, and disposing after it, touch these.
    private readonly Queue<RefusalSummary> _unwritten = [];
    private DateTimeOffset _nextUpkeep;

    public RefusalSummaries(AuditBook audit, AuditOptions options, TimeProvider time, ILogger logger)
    {
        (_audit, _options, _time, _logger) = (audit, options, time, logger);
        Counter = new RefusalCounter(time);
        _loop = RunAsync(_stop.Token);
    }

    /// <summary>Where every refusal is counted.</summary>
    public RefusalCounter Counter { get; }

    /// <summary>Writes the minute that runs, too.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        await WriteAsync(Counter.DrainAll()).ConfigureAwait(false);
        _stop.Dispose();
    }

    // Ends when it is told to stop.
    private async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await Task.Delay(s_interval, _time, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await WriteAsync(Counter.Drain()).ConfigureAwait(false);
            DropOld();
        }
    }

    private async Task WriteAsync(IReadOnlyList<RefusalSummary> summaries)
    {
        foreach (RefusalSummary summary in summaries)
        {
            if (_unwritten.Count == RefusalCounter.MaxMinutes)
            {
                _unwritten.Dequeue();
            }

            _unwritten.Enqueue(summary);
        }

        try
        {
            while (_unwritten.TryPeek(out RefusalSummary? next))
            {
                await _audit.AppendAsync(next).ConfigureAwait(false);
                _unwritten.Dequeue();
            }
        }
        catch (StorageException fault)
        {
            AuditLogLog.SummariesWait(_logger, _unwritten.Count, fault.Message);
        }
    }

    private void DropOld()
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (now < _nextUpkeep)
        {
            return;
        }

        _nextUpkeep = now + s_upkeep;
        try
        {
            _audit.Read(log => log.DropSummaries(now - _options.KeepRefusals));
        }
        catch (StorageException fault)
        {
            AuditLogLog.UpkeepFailed(_logger, fault.Message);
        }
    }
}
