using Dapper;
using Garita.Server.Storage;
using Garita.Server.Telemetry;
using Garita.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garita.Server.Tests.Telemetry;

public sealed class TelemetryRecorderTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTimeProvider _time = new();
    private readonly Database _database;
    private readonly FaultyWriter _writer;
    private readonly TelemetryOptions _options = new()
    {
        QueueLength = 4, BatchLength = 4, MaxSeriesPerDevice = 3, TailBuffer = 2, KeepPerSeries = 10, PruneChunk = 4,
    };

    private readonly TelemetryCounters _counters;
    private readonly TelemetryTail _tail;

    public TelemetryRecorderTests()
    {
        _database = Database.Open(_directory.Path, new StorageOptions(), NullLoggerFactory.Instance);
        _writer = new FaultyWriter(_database.Writer);
        _counters = new TelemetryCounters(_options, _time, NullLogger.Instance);
        _tail = new TelemetryTail(_options, NullLogger.Instance);
    }

    public void Dispose()
    {
        _database.Dispose();
        _counters.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Ticket_completes_only_when_the_measurement_is_durable()
    {
        _writer.Hold = new TaskCompletionSource();
        await using TelemetryRecorder recorder = Start();
        Task ticket = recorder.TakeAsync(Make("t", 1)).AsTask();
        Assert.False(ticket.IsCompleted);
        Assert.Equal(0, Count());
        _writer.Hold.SetResult();
        await ticket.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(1, Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ticket_fails_when_the_write_fails_before_or_after_it_happened(bool before)
    {
        await using TelemetryRecorder recorder = Start();
        (_writer.FailBefore, _writer.FailAfter) = (before, !before);
        await Assert.ThrowsAsync<StorageException>(() => recorder.TakeAsync(Make("t", 1)).AsTask());
        (_writer.FailBefore, _writer.FailAfter) = (false, false);
        await recorder.TakeAsync(Make("t", 2));
        Assert.Equal(before ? 1 : 2, Count());
    }

    [Fact]
    public async Task Full_queue_makes_acknowledged_ones_wait_and_drops_the_others()
    {
        _writer.Hold = new TaskCompletionSource();
        await using TelemetryRecorder recorder = Start();
        List<Task> tickets = [];
        for (int i = 0; i < 20; i++)
        {
            tickets.Add(recorder.TakeAsync(Make("t", i)).AsTask());
        }

        recorder.TakeOrDrop(Make("t", 99));
        Assert.Equal(1, _counters.Dropped);
        Assert.True(recorder.Waiting <= _options.QueueLength);
        Assert.All(tickets, ticket => Assert.False(ticket.IsCompleted));
        _writer.Hold.SetResult();
        await Task.WhenAll(tickets).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(20, Count());
    }

    [Fact]
    public async Task Stopping_stores_what_was_taken()
    {
        TelemetryRecorder recorder = Start();
        Task ticket = recorder.TakeAsync(Make("t", 1)).AsTask();
        await recorder.DisposeAsync();
        await ticket.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(1, Count());
        await Assert.ThrowsAsync<StorageException>(() => recorder.TakeAsync(Make("t", 2)).AsTask());
    }

    [Fact]
    public async Task Device_cannot_open_more_series_than_allowed()
    {
        await using TelemetryRecorder recorder = Start();
        for (int i = 0; i < 5; i++)
        {
            await recorder.TakeAsync(Make("series" + i, i));
        }

        Assert.Equal(3, Count());
        Assert.Equal(2, _counters.Snapshot(0).Invalid);
    }

    [Fact]
    public async Task Retention_keeps_the_newest_of_a_long_series_and_none_that_is_too_old()
    {
        await using TelemetryRecorder recorder = Start();
        for (int i = 0; i < 25; i++)
        {
            await recorder.TakeAsync(Make("long", i));
        }

        await recorder.TakeAsync(Make("short", 1));
        await using TelemetryPruner pruner = new(_database.Writer, _options, _counters, _time, NullLogger.Instance);
        Assert.Equal(15, await pruner.PruneAsync(CancellationToken.None));
        List<StoredMeasurement> left = Page("long", 100);
        Assert.Equal([.. Enumerable.Range(15, 10)], left.Select(stored => stored.Point.Value.GetInt32()));
        Assert.Equal(24, Last("long"));

        _time.Advance(_options.KeepFor + TimeSpan.FromDays(1));
        await recorder.TakeAsync(Make("fresh", 7) with { Received = _time.GetUtcNow() });
        await pruner.PruneAsync(CancellationToken.None);
        Assert.Equal(1, Count());
    }

    [Fact]
    public async Task Pages_follow_the_order_of_arrival_without_gap_or_repeat()
    {
        await using TelemetryRecorder recorder = Start();
        for (int i = 0; i < 10; i++)
        {
            await recorder.TakeAsync(Make("t", i) with { Time = s_now.AddMinutes(-i) });
        }

        List<StoredMeasurement> first = Page("t", 4);
        List<StoredMeasurement> rest = Page("t", 100, first[^1].Id);
        Assert.Equal([.. Enumerable.Range(0, 10)], first.Concat(rest).Select(stored => stored.Point.Value.GetInt32()));
    }

    [Fact]
    public async Task Tail_shows_what_is_durable_and_drops_a_reader_that_falls_behind()
    {
        await using TelemetryRecorder recorder = Start();
        using TailReader slow = _tail.Open(null, null)!;
        using TailReader other = _tail.Open("OTHER", null)!;
        for (int i = 0; i < 5; i++)
        {
            await recorder.TakeAsync(Make("t", i));
        }

        Assert.Equal(0, (await slow.Measurements.ReadAsync()).Value.Number);
        Assert.Equal(1, (await slow.Measurements.ReadAsync()).Value.Number);
        Assert.False(await slow.Measurements.WaitToReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.True(slow.WasDropped);
        Assert.False(other.WasDropped);
        Assert.Equal(0, other.Measurements.Count);
    }

    private static Measurement Make(string series, double value) =>
        new("ABCD1234", series, s_now, s_now, MeasurementValue.Of(value), null);

    private TelemetryRecorder Start() => new(_writer, _options, _counters, _tail, NullLogger.Instance);

    private long Count() => _database.Read(db => db.ExecuteScalar<long>("SELECT count(*) FROM measurement"));

    private List<StoredMeasurement> Page(string series, int limit, long after = 0) => _database.Read(
        db => TelemetryTable.Page(db, new TelemetryQuery("ABCD1234", series, null, null, after, limit)));

    private int Last(string series) => _database.Read(db => TelemetryTable.Last(db, "ABCD1234"))
        .Single(stored => stored.Point.Series == series).Point.Value.GetInt32();
}
