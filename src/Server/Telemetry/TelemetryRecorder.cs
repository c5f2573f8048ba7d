using System.Threading.Channels;
using Garita.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Telemetry;

/// <summary>
/// Takes measurements from the broker's threads and makes them durable in batches: while one batch is on its way to the
/// disk the next gathers. A ticket completes after its batch's commit and fails with it.
/// </summary>
public sealed class TelemetryRecorder : IAsyncDisposable
{
    private readonly IDatabaseWriter _writer;
    private readonly TelemetryOptions _options;
    private readonly TelemetryCounters _counters;
    private readonly TelemetryTail _tail;
    private readonly ILogger _logger;
    private readonly Channel<Pending> _queue;
    private readonly Task _loop;

    /// <summary>Starts taking.</summary>
    public TelemetryRecorder(
        IDatabaseWriter writer, TelemetryOptions options, TelemetryCounters counters, TelemetryTail tail,
        ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _writer = writer;
        _options = options;
        _counters = counters;
        _tail = tail;
        _logger = logger;
        _queue = Channel.CreateBounded<Pending>(
            new BoundedChannelOptions(options.QueueLength)
                { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _loop = RunAsync();
    }

    /// <summary>Measurements that wait now.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>
    /// Takes one that somebody waits for. While the queue is full the ticket waits, and so does its publisher.
    /// </summary>
    /// <returns>Completes when it is durable; fails with <see cref="StorageException"/> when it is not.</returns>
    public ValueTask TakeAsync(Measurement measurement)
    {
        Pending pending = new(
            measurement, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        return _queue.Writer.TryWrite(pending)
            ? new ValueTask(pending.Ticket!.Task)
            : new ValueTask(WaitAndTakeAsync(pending));
    }

    /// <summary>Takes one that nobody waits for, unless the queue is full.</summary>
    public void TakeOrDrop(Measurement measurement)
    {
        if (!_queue.Writer.TryWrite(new Pending(measurement, null)))
        {
            _counters.DroppedOne();
        }
    }

    /// <summary>Stores what waits, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task WaitAndTakeAsync(Pending pending)
    {
        try
        {
            await _queue.Writer.WriteAsync(pending).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new StorageException(StorageFault.Closed, "telemetry is stopping");
        }

        await pending.Ticket!.Task.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        List<Pending> batch = new(_options.BatchLength);
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < _options.BatchLength && _queue.Reader.TryRead(out Pending pending))
            {
                batch.Add(pending);
            }

            await StoreAsync(batch).ConfigureAwait(false);
            batch.Clear();
        }
    }

    private async Task StoreAsync(List<Pending> batch)
    {
        Measurement[] measurements = [.. batch.Select(pending => pending.Measurement)];
        try
        {
            int refused = await _writer.WriteAsync(
                db => TelemetryTable.Insert(db, measurements, _options.MaxSeriesPerDevice),
                CancellationToken.None).ConfigureAwait(false);
            _counters.Stored(batch.Count - refused);
            if (refused > 0)
            {
                _counters.Refused(measurements[0].Device, TelemetryRefusal.TooManySeries, refused);
            }
        }
        catch (StorageException fault)
        {
            TelemetryLog.NotStored(_logger, batch.Count, fault.Message);
            batch.ForEach(pending => pending.Ticket?.TrySetException(fault));
            return;
        }

        _tail.Show(measurements);
        batch.ForEach(pending => pending.Ticket?.TrySetResult());
    }

    private readonly record struct Pending(Measurement Measurement, TaskCompletionSource? Ticket);
}
