using Garita.Rollouts.Definitions;
using Garita.Rollouts.Gates;

namespace Garita.Rollouts.Tests.Gates;

public sealed class GateTests
{
    private static readonly GateRule Rule = new();

    [Fact]
    public void Few_failures_stop_nothing() => Assert.Equal(
        GateFinding.Undecided, Gate.JudgeStop(Rule, Seen(new Tally(3, 0, 0, 3))).Finding);

    [Fact]
    public void Background_noise_stops_nothing() => Assert.Equal(
        GateFinding.Undecided, Gate.JudgeStop(Rule, Seen(new Tally(1000, 0, 950, 50))).Finding);

    [Fact]
    public void Release_that_fails_on_a_third_is_found_bad() => Assert.Equal(
        GateFinding.Bad, Gate.JudgeStop(Rule, Seen(new Tally(40, 0, 26, 14))).Finding);

    [Fact]
    public void Type_that_fails_is_found_among_many_that_do_not()
    {
        Evidence evidence = Seen(new Tally(180, 0, 175, 5)).With(new Tally(20, 0, 8, 12), 0, "pump");
        GateJudgement found = Gate.JudgeStop(Rule, evidence);

        Assert.Equal(GateFinding.Bad, found.Finding);
        Assert.Equal("type:pump", found.Stratum);
        Assert.Equal(GateFinding.Undecided, Gate.JudgeStop(Rule with { ByType = false }, evidence).Finding);
    }

    [Fact]
    public void Wave_that_fails_is_found_after_many_that_did_not()
    {
        Evidence evidence = Seen(new Tally(5000, 0, 4900, 100)).With(new Tally(60, 0, 30, 30), 1, null);
        Assert.Equal("wave:2", Gate.JudgeStop(Rule, evidence).Stratum);
        Assert.Equal(GateFinding.Bad, Gate.JudgeStop(Rule, evidence).Finding);
    }

    [Fact]
    public void Wave_opens_on_enough_good_devices_and_not_before_the_minimum()
    {
        Assert.Equal(GateFinding.Good, Gate.JudgeOpen(Rule, Seen(new Tally(30, 0, 30, 0)), 0).Finding);
        Assert.Equal(
            GateFinding.Undecided,
            Gate.JudgeOpen(Rule with { Minimum = 31 }, Seen(new Tally(30, 0, 30, 0)), 0).Finding);
    }

    [Fact]
    public void Devices_that_were_not_judged_yet_speak_against_opening() => Assert.Equal(
        GateFinding.Undecided, Gate.JudgeOpen(Rule, Seen(new Tally(60, 30, 30, 0)), 0).Finding);

    [Fact]
    public void Devices_that_were_not_judged_yet_speak_against_stopping()
    {
        Assert.Equal(GateFinding.Bad, Gate.JudgeStop(Rule, Seen(new Tally(8, 0, 0, 8))).Finding);
        Assert.Equal(GateFinding.Undecided, Gate.JudgeStop(Rule, Seen(new Tally(100, 92, 0, 8))).Finding);
    }

    [Fact]
    public void Good_wave_before_opens_nothing_after_its_own()
    {
        Evidence evidence = Seen(new Tally(100, 0, 98, 2)).With(new Tally(20, 20, 0, 0), 1, null);
        Assert.Equal(GateFinding.Undecided, Gate.JudgeOpen(Rule, evidence, 1).Finding);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.08)]
    public void Tolerated_release_is_stopped_no_oftener_than_stated_however_often_one_looks(double failing)
    {
        const int Runs = 1000;
        Random chance = new(7);
        int stopped = Enumerable.Range(0, Runs).Count(_ => StopsWithin(500, failing, chance));
        Assert.InRange(stopped, 0, (int)(Runs * Rule.FalseStop));
    }

    [Fact]
    public void Alarming_release_opens_a_wave_no_oftener_than_stated_however_often_one_looks()
    {
        const int Runs = 1000;
        Random chance = new(11);
        int opened = Enumerable.Range(0, Runs).Count(_ => OpensWithin(500, Rule.Alarming, chance));
        Assert.InRange(opened, 0, (int)(Runs * Rule.FalseOpen));
    }

    [Fact]
    public void Strata_have_a_limit()
    {
        Evidence evidence = Evidence.None;
        for (int type = 0; type < 1000; type++)
        {
            evidence = evidence.With(new Tally(1, 0, 1, 0), 0, $"t{type}");
        }

        Assert.Equal(Evidence.MaxStrata, evidence.Strata.Count);
        Assert.Equal(1000, evidence.All.Good);
    }

    private static Evidence Seen(Tally tally) => Evidence.None.With(tally, 0, null);

    private static bool StopsWithin(int devices, double failing, Random chance)
    {
        Evidence evidence = Evidence.None;
        for (int device = 0; device < devices; device++)
        {
            bool bad = chance.NextDouble() < failing;
            evidence = evidence.With(new Tally(1, 0, bad ? 0 : 1, bad ? 1 : 0), 0, device % 3 == 0 ? "a" : "b");
            if (Gate.JudgeStop(Rule, evidence).Finding == GateFinding.Bad)
            {
                return true;
            }
        }

        return false;
    }

    private static bool OpensWithin(int devices, double failing, Random chance)
    {
        Evidence evidence = Evidence.None;
        for (int device = 0; device < devices; device++)
        {
            bool bad = chance.NextDouble() < failing;
            evidence = evidence.With(new Tally(1, 0, bad ? 0 : 1, bad ? 1 : 0), 0, null);
            if (Gate.JudgeOpen(Rule, evidence, 0).Finding == GateFinding.Good)
            {
                return true;
            }
        }

        return false;
    }
}
