using Garita.Rollouts.Definitions;
using Garita.Rollouts.Explaining;
using Garita.Rollouts.Planning;
using Garita.Rollouts.Targets;

namespace Garita.Rollouts.Tests.Explaining;

public sealed class WhyNotTests
{
    private static readonly RolloutDefinition Definition = SampleRollouts.Definition with
    {
        Target = SampleRollouts.Query("type = pump"),
        Exclude = ["ABCD0009"],
        Schedule = new Schedule { Windows = [new OfferWindow([DayOfWeek.Monday], new TimeOnly(1, 0), new TimeOnly(5,
            0))] },
    };

    private static readonly RolloutState State = SampleRollouts.Running with { Members = 1000, Exposed = 40 };

    private static readonly DeviceFacts Pump =
        new("ABCD1234") { Type = "pump", Version = "1.2.0", Connected = true, TimeZone = "Europe/Madrid" };

    [Theory]
    [InlineData("valve", true, 0, "target")]
    [InlineData("pump", true, 3, "wave")]
    public void First_check_that_does_not_pass_is_the_answer(string type, bool connected, long before, string failed)
    {
        DeviceSituation situation = new(Pump with { Type = type, Connected = connected }, null, SampleRollouts.Noon)
        {
            Version = "1.3.0",
            Before = before,
        };
        Assert.Equal(failed, Answer(State, situation));
    }

    [Fact]
    public void Checks_come_in_the_order_in_which_they_are_made_with_what_was_found()
    {
        DeviceSituation situation = new(Pump, null, SampleRollouts.Noon) { Version = "1.3.0", BusyWith = "other" };
        IReadOnlyList<DeviceCheck> checks = WhyNot.Explain(Definition, State, situation);
        Assert.Equal(
            [
                "device", "target", "exclusions", "version", "other rollouts", "rollout", "wave", "window", "pace",
                "online", "last report",
            ],
            checks.Select(check => check.Name));
        Assert.Equal("other", checks[4].Value);
        Assert.Contains("Europe/Madrid", checks[7].Value, StringComparison.Ordinal);
        Assert.Contains("Mon 14:00", checks[7].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Device_that_runs_the_release_is_told_so() => Assert.Equal(
        "version", Answer(State, new DeviceSituation(Pump, null, SampleRollouts.Noon) { Version = "1.2.0" }));

    [Fact]
    public void Device_that_was_excluded_is_told_so() => Assert.Equal(
        "exclusions", Answer(State, new DeviceSituation(Pump with { Id = "ABCD0009" }, null, SampleRollouts.Noon)));

    [Fact]
    public void Paused_rollout_is_named_with_its_reason()
    {
        RolloutState paused = State with { Status = RolloutStatus.Paused, Why = "ana said so" };
        IReadOnlyList<DeviceCheck> checks = WhyNot.Explain(Definition, paused, new(Pump, null, SampleRollouts.Noon));
        Assert.Equal("paused: ana said so", checks.First(check => check.Passed == false).Value);
    }

    [Fact]
    public void Device_that_failed_shows_its_outcome_and_attempts()
    {
        DeviceTry record = new("ABCD1234")
        {
            Stage = DeviceStage.Waiting,
            Attempt = 2,
            Faults = 1,
            Verdict = DeviceVerdict.Bad,
            Outcome = AttemptOutcome.Reverted,
            Next = SampleRollouts.Noon + TimeSpan.FromHours(1),
        };
        IReadOnlyList<DeviceCheck> checks = WhyNot.Explain(Definition, State, new(Pump, record, SampleRollouts.Noon)
        {
            LastReport = "rolled back",
        });
        Assert.Equal("retry", checks.First(check => check.Passed == false).Name);
        Assert.Contains(checks, check => check is { Name: "outcome", Value: "reverted" });
        Assert.Equal("rolled back", checks[^1].Value);
    }

    private static string Answer(RolloutState state, DeviceSituation situation) =>
        WhyNot.Explain(Definition, state, situation).First(check => check.Passed == false).Name;
}
