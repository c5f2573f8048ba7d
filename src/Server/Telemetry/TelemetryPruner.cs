using Garita.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Telemetry;

/// <summary>
/// Applies the retention rule in small writes, so that a long deletion never stands in the way of new data.
/// </summary>
public sealed class TelemetryPruner : IAsyncDisposable
{
    private readonly IDatabaseWriter _writer;
    private readonly TelemetryOptions _options;
    private readonly TelemetryCounters _counters;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <summary>Starts; the first round comes after <see cref="TelemetryOptions.PruneEvery"/>.</summary>
    public TelemetryPruner(
        IDatabaseWriter writer, TelemetryOptions options, TelemetryCounters counters, TimeProvider time, ILogger logger)
    {
        _writer = writer;
        _options = options;
        _counters = counters;
        _time = time;
        _logger = logger;
        _loop = RunAsync(_stop.Token);
    }

    /// <summary>
    /// One round: deletes until nothing is due or <see cref="TelemetryOptions.PruneRounds"/> writes are done.
    /// </summary>
    /// <returns>How many measurements were deleted.</returns>
    /// <exception cref="StorageException">A write failed; those before it hold.</exception>
    public async Task<int> PruneAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset before = _time.GetUtcNow() - _options.KeepFor;
        int total = 0;
        for (int round = 0; round < _options.PruneRounds; round++)
        {
            int deleted = await _writer.WriteAsync(
                db => TelemetryTable.PruneOlder(db, before, _options.PruneChunk)
                    + TelemetryTable.PruneLonger(db, _options.KeepPerSeries, _options.PruneChunk),
                cancellationToken).ConfigureAwait(false);
            if (deleted == 0)
            {
                break;
            }

            total += deleted;
        }

        _counters.Pruned(total);
        return total;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        using PeriodicTimer timer = new(_options.PruneEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                await PruneAndTellAsync(stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task PruneAndTellAsync(CancellationToken stop)
    {
        try
        {
            int deleted = await PruneAsync(stop).ConfigureAwait(false);
            if (deleted > 0)
            {
                TelemetryLog.Pruned(_logger, deleted);
            }
        }
        catch (StorageException error)
        {
            TelemetryLog.PruneFailed(_logger, error.Message);
        }
    }
}
