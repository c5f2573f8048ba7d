using Garita.Rollouts.Gates;

namespace Garita.Rollouts.Tests.Gates;

public sealed class FailureRateTests
{
    // R. G. Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, Clopper's and
    // Pearson's exact interval, for one look and 95 %. One that holds at every look is wider, and not by much.
    [Theory]
    [InlineData(81, 263, 0.2527, 0.3676)]
    [InlineData(15, 148, 0.0578, 0.1617)]
    [InlineData(0, 20, 0.0, 0.1684)]
    [InlineData(1, 29, 0.0009, 0.1776)]
    public void Interval_that_holds_at_every_look_has_the_published_one_of_a_single_look(
        long failed, long trials, double low, double high)
    {
        (double lower, double upper) = FailureRate.Interval(failed, trials);
        Assert.InRange(lower, low / 20, low);
        Assert.InRange(upper, high, low + (2 * (high - low)));
    }

    // Without a failure Robbins' inequality is (n + 1) (1 - p)^n = 0.05, which is solved by hand.
    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    public void No_failure_has_the_upper_end_in_closed_form_and_none_but_failures_its_mirror(long trials)
    {
        double expected = 1 - Math.Pow(0.05 / (trials + 1), 1.0 / trials);
        Assert.Equal(0, FailureRate.Interval(0, trials).Low);
        Assert.Equal(expected, FailureRate.Interval(0, trials).High, 9);
        Assert.Equal(1 - expected, FailureRate.Interval(trials, trials).Low, 9);
        Assert.Equal(1, FailureRate.Interval(trials, trials).High);
    }

    // Exactly, by going through all that can happen: how likely 300 devices, looked at after each, ever show an
    // interval without the true share.
    [Theory]
    [InlineData(0.02)]
    [InlineData(0.08)]
    [InlineData(0.25)]
    [InlineData(0.5)]
    public void True_share_is_in_the_interval_at_every_look_with_the_stated_confidence(double share)
    {
        double[] probability = [1.0];
        double missed = 0;
        for (int trials = 1; trials <= 300; trials++)
        {
            double[] next = new double[trials + 1];
            for (int failed = 0; failed < trials; failed++)
            {
                next[failed] += probability[failed] * (1 - share);
                next[failed + 1] += probability[failed] * share;
            }

            for (int failed = 0; failed <= trials; failed++)
            {
                (double low, double high) = FailureRate.Interval(failed, trials);
                if (share < low || share > high)
                {
                    missed += next[failed];
                    next[failed] = 0;
                }
            }

            probability = next;
        }

        Assert.InRange(missed, 0.0001, 1 - FailureRate.Confidence);
    }

    [Fact]
    public void What_is_not_judged_widens_the_interval_both_ways()
    {
        FailureRate open = FailureRate.Of(new Tally(Started: 40, Pending: 10, Good: 10, Bad: 4));
        Assert.Equal(FailureRate.Interval(4, 40).Low, open.Low);
        Assert.Equal(FailureRate.Interval(14, 24).High, open.High);
        Assert.Equal((0, 1), FailureRate.Interval(0, 0));
        Assert.Equal("0.0 to 100.0 % fail, at 95 % confidence", FailureRate.Of(default).ToString());
    }

    [Fact]
    public void Judgement_says_the_interval()
    {
        GateJudgement found = new(GateFinding.Bad, "all", new Tally(20, 0, 2, 18), 12.5, 5.3);
        Assert.Equal(
            "all: 18 of 20 devices failed; evidence 12.50 reaches 5.30; 59.0 to 99.6 % fail, at 95 % confidence",
            found.ToString());
    }
}
