using Garita.Broker.Limits;

namespace Garita.Broker.Tests.Limits;

public sealed class DeadlineWheelTests
{
    [Fact]
    public void Entry_that_asks_a_thousand_times_is_asked_once()
    {
        DeadlineWheel wheel = new(0);
        Timed timed = new() { NextMs = 50_000 };
        for (int i = 0; i < 1_000; i++)
        {
            wheel.Add(timed, 10_000);
        }

        wheel.Advance(10_000);
        Assert.Equal([10_000], timed.Asked);
        wheel.Advance(50_000);
        Assert.Equal([10_000, 50_000], timed.Asked);
    }

    [Fact]
    public void Earlier_deadline_is_kept_beside_a_later_one()
    {
        DeadlineWheel wheel = new(0);
        Timed timed = new() { NextMs = 40_000 };
        wheel.Add(timed, 40_000);
        wheel.Add(timed, 5_000);

        wheel.Advance(39_000);
        Assert.Equal([39_000], timed.Asked);
        wheel.Advance(40_000);
        Assert.Equal([39_000, 40_000], timed.Asked);
    }

    [Fact]
    public void Entry_that_is_done_can_come_back()
    {
        DeadlineWheel wheel = new(0);
        Timed timed = new() { NextMs = long.MaxValue };
        wheel.Add(timed, 1_000);
        wheel.Advance(1_000);
        wheel.Advance(200_000);
        Assert.Single(timed.Asked);

        wheel.Add(timed, 201_000);
        wheel.Advance(201_000);
        Assert.Equal(2, timed.Asked.Count);
    }

    private sealed class Timed : ITimed
    {
        public long NextMs { get; init; }

        public List<long> Asked { get; } = [];

        public long WheelTick { get; set; }

        public long CheckDeadlines(long nowMs)
        {
            Asked.Add(nowMs);
            return NextMs;
        }
    }
}
