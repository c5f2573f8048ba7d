using Garita.Rollouts.Definitions;

namespace Garita.Rollouts.Tests.Definitions;

public sealed class ScheduleTests
{
    private static readonly Schedule Nights = new()
    {
        Windows = [new OfferWindow([DayOfWeek.Monday], new TimeOnly(22, 0), new TimeOnly(4, 0))],
        Otherwise = "UTC",
    };

    [Theory]
    [InlineData("2030-05-06T21:59:00Z", false)]
    [InlineData("2030-05-06T22:00:00Z", true)]
    [InlineData("2030-05-07T03:59:00Z", true)]
    [InlineData("2030-05-07T04:00:00Z", false)]
    [InlineData("2030-05-07T23:00:00Z", false)]
    public void Window_over_midnight_belongs_to_the_day_on_which_it_begins(string now, bool open) =>
        Assert.Equal(open, Nights.IsOpen(DateTimeOffset.Parse(now, null), null));

    [Fact]
    public void Window_is_meant_in_the_devices_own_zone()
    {
        DateTimeOffset now = new(2030, 5, 6, 20, 30, 0, TimeSpan.Zero);
        Assert.True(Nights.IsOpen(now, "Europe/Madrid"));
        Assert.False(Nights.IsOpen(now, "America/Lima"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Nowhere/Land")]
    [InlineData("../../etc/passwd")]
    public void Device_without_a_zone_that_is_one_gets_the_other(string? zone) =>
        Assert.True(Nights.IsOpen(new DateTimeOffset(2030, 5, 6, 23, 0, 0, TimeSpan.Zero), zone));

    [Fact]
    public void Clock_that_is_put_forward_skips_no_window_for_ever()
    {
        // 2030-03-31: clocks in Madrid go from 02:00 to 03:00.
        Schedule early = new() { Windows = [new OfferWindow([DayOfWeek.Sunday], new TimeOnly(2, 30), new TimeOnly(3,
            30))] };
        Assert.True(early.IsOpen(new DateTimeOffset(2030, 3, 31, 1, 10, 0, TimeSpan.Zero), "Europe/Madrid"));
    }

    [Fact]
    public void Nothing_is_open_before_its_time() => Assert.False(
        new Schedule { NotBefore = SampleRollouts.Noon }.IsOpen(SampleRollouts.Noon - TimeSpan.FromTicks(1), null));
}
