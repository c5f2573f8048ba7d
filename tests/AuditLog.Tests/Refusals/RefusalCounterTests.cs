using Garita.AuditLog.Entries;
using Garita.AuditLog.Refusals;
using Garita.TestKit;

namespace Garita.AuditLog.Tests.Refusals;

public sealed class RefusalCounterTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly RefusalCounter _counter;

    public RefusalCounterTests() => _counter = new RefusalCounter(_time);

    [Fact]
    public void A_minute_becomes_one_summary_when_it_is_over()
    {
        _counter.Count("ABCD1234", "revoked");
        _counter.Count("ABCD1234", "revoked");
        _counter.Count("ABCD1234", "expired");
        Assert.Empty(_counter.Drain());
        _time.Advance(TimeSpan.FromMinutes(1));
        RefusalSummary summary = Assert.Single(_counter.Drain());
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), summary.Minute);
        Assert.Equal([new("ABCD1234", "revoked", 2), new RefusalRow("ABCD1234", "expired", 1)], summary.Rows);
        Assert.Empty(_counter.Drain());
    }

    [Fact]
    public void A_hundred_thousand_strangers_fill_one_summary_and_are_counted()
    {
        for (int number = 0; number < 100_000; number++)
        {
            _counter.Count($"stranger-{number}", "no certificate");
        }

        RefusalSummary summary = Assert.Single(_counter.DrainAll());
        Assert.Equal(RefusalSummary.MaxRows, summary.Rows.Count);
        Assert.Equal(100_000u - RefusalSummary.MaxRows, summary.Others);
        Assert.InRange(EntryFormat.Encode(summary).Length, 1, 4096);
    }

    [Fact]
    public void Memory_is_bounded_where_nobody_drains_and_no_refusal_is_lost()
    {
        for (int minute = 0; minute < 200; minute++)
        {
            _counter.Count("ABCD1234", "revoked");
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        IReadOnlyList<RefusalSummary> summaries = _counter.Drain();
        Assert.Equal(RefusalCounter.MaxMinutes, summaries.Count);
        Assert.Equal(200, summaries.Sum(summary => summary.Others + summary.Rows.Sum(row => row.Count)));
    }

    [Fact]
    public void What_strangers_call_themselves_always_makes_an_entry()
    {
        _counter.Count(new string('é', 1000) + "\uD800", "line\nbreak\0");
        RefusalSummary summary = Assert.Single(_counter.DrainAll());
        Assert.Equal("line\uFFFDbreak\uFFFD", summary.Rows[0].Reason);
        Assert.True(EntryFormat.TryRead(EntryFormat.Encode(summary), out _));
    }
}
