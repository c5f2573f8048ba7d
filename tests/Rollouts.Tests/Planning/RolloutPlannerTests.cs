using Garita.Rollouts.Definitions;
using Garita.Rollouts.Planning;

namespace Garita.Rollouts.Tests.Planning;

public sealed class RolloutPlannerTests
{
    private static readonly RolloutDefinition Definition = SampleRollouts.Definition;

    private static readonly DateTimeOffset Noon = SampleRollouts.Noon;

    [Fact]
    public void Plan_is_the_same_for_the_same()
    {
        PlanInput input = new(Noon) { Unoffered = 1000, Candidates = SampleRollouts.Candidates(30) };
        RolloutPlan one = RolloutPlanner.Plan(Definition, SampleRollouts.Running, input);
        RolloutPlan other = RolloutPlanner.Plan(Definition, SampleRollouts.Running, input);
        Assert.Equal(one.Records, other.Records);
        Assert.Equal(one.Actions, other.Actions);
    }

    [Fact]
    public void Wave_allows_no_more_than_it_says()
    {
        (RolloutState state, _) = SampleRollouts.Offered(Definition, 40);
        PlanInput more = new(Noon + TimeSpan.FromHours(1)) { Unoffered = 960,
            Candidates = SampleRollouts.Candidates(100) };
        Assert.Equal(0, RolloutPlanner.Room(Definition, state, more));
        Assert.Empty(RolloutPlanner.Plan(Definition, state, more).Actions);
    }

    [Fact]
    public void Pace_limits_offers_bytes_and_devices_that_are_not_judged()
    {
        RolloutDefinition slow = Definition with { Pace = new Pace { PerMinute = 60, Unjudged = 15 } };
        Assert.Equal(10, RolloutPlanner.Room(slow, SampleRollouts.Running, new PlanInput(Noon) { Unoffered = 1000 }));

        (RolloutState state, _) = SampleRollouts.Offered(slow, 10);
        PlanInput later = new(Noon + TimeSpan.FromHours(1)) { Unoffered = 990 };
        Assert.Equal(5, RolloutPlanner.Room(slow, state, later));

        RolloutDefinition thin = Definition with { Pace = new Pace { BytesPerSecond = 1000 } };
        PlanInput heavy = new(Noon) { Unoffered = 1000, PayloadBytes = 4000 };
        Assert.Equal(2, RolloutPlanner.Room(thin, SampleRollouts.Running, heavy));
    }

    [Fact]
    public void Clock_set_back_by_years_grants_nothing_and_breaks_nothing()
    {
        (RolloutState state, _) = SampleRollouts.Offered(Definition, 40);
        PlanInput past = new(Noon - TimeSpan.FromDays(4000)) { Unoffered = 960,
            Candidates = SampleRollouts.Candidates(9) };
        Assert.Empty(RolloutPlanner.Plan(Definition, state, past).Actions);
    }

    [Fact]
    public void Wave_opens_when_its_devices_were_well_for_the_whole_soak()
    {
        (RolloutState state, DeviceTry[] records) = SampleRollouts.Offered(Definition, 40);
        foreach (DeviceTry record in records)
        {
            state = Judge(state, record, bad: false);
        }

        Assert.Equal(1, state.Wave);
        Assert.Equal(40, state.Evidence.All.Good);
        Assert.Equal(RolloutStatus.Running, state.Status);
    }

    [Theory]
    [InlineData(FailureAction.Hold, RolloutStatus.Held, false)]
    [InlineData(FailureAction.Pause, RolloutStatus.Paused, true)]
    [InlineData(FailureAction.Rollback, RolloutStatus.RollingBack, true)]
    public void Bad_release_is_stopped_as_the_definition_says(FailureAction action, RolloutStatus status, bool recalls)
    {
        RolloutDefinition definition = Definition with { OnFailure = action };
        RolloutPlan plan = FailAll(definition, canReturn: true);
        Assert.Equal(status, plan.State.Status);
        Assert.Equal(recalls, plan.State.Recalling);
        Assert.Contains(plan.Actions, done => done is PlannedAction.Alert);
        Assert.Contains("failed", plan.State.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Release_without_a_way_back_is_only_paused() => Assert.Equal(
        RolloutStatus.Paused,
        FailAll(Definition with { OnFailure = FailureAction.Rollback }, canReturn: false).State.Status);

    [Fact]
    public void Wave_that_shows_neither_is_held_for_a_person_who_opens_the_next()
    {
        RolloutDefinition small = Definition with
        {
            Waves = [new Wave("canary", 4, null), new Wave("all", null, 100)],
        };
        (RolloutState state, DeviceTry[] records) = SampleRollouts.Offered(small, 4);
        foreach (DeviceTry record in records)
        {
            state = Judge(state, record, bad: false, small);
        }

        Assert.Equal(RolloutStatus.Held, state.Status);
        RolloutState resumed = RolloutCommands.Apply(state, RolloutCommand.Resume, 2, "ana")!;
        Assert.Equal(1, resumed.Wave);
        Assert.Equal(RolloutStatus.Running, resumed.Status);
    }

    [Fact]
    public void Resuming_after_a_stop_begins_new_evidence()
    {
        RolloutPlan plan = FailAll(Definition with { OnFailure = FailureAction.Hold }, canReturn: false);
        RolloutState resumed = RolloutCommands.Apply(plan.State, RolloutCommand.Resume, 3, "ana")!;
        Assert.False(resumed.FoundBad);
        Assert.Equal(0, resumed.Evidence.All.Bad);
        Assert.Equal(0, resumed.Wave);

        // A record of the round before moves no tally of the new one.
        DeviceTry old = plan.Records[0];
        RolloutPlan after = SampleRollouts.Tell(Definition, resumed, old, new DeviceEvent(DeviceEventKind.Gone), Noon);
        Assert.Equal(default, after.State.Evidence.All);
    }

    [Fact]
    public void Rollback_offers_the_way_back_to_devices_that_have_it_and_takes_the_rest_back()
    {
        RolloutDefinition definition = Definition with { OnFailure = FailureAction.Rollback };
        (RolloutState state, DeviceTry[] records) = SampleRollouts.Offered(definition, 3);
        RolloutPlan has = SampleRollouts.Tell(definition, state, records[0], SampleRollouts.Ended(1,
            AttemptOutcome.Installed), Noon);
        RolloutPlan failed = SampleRollouts.Tell(
            definition, has.State, records[1], SampleRollouts.Ended(1, AttemptOutcome.InstallFailed), Noon);
        state = RolloutCommands.Apply(failed.State, RolloutCommand.Rollback, 3, "ana")!;
        DeviceChange[] all =
        [
            .. new[] { has.Records[0], failed.Records[0], records[2] }
                .Select(record => new DeviceChange(record, new DeviceEvent(DeviceEventKind.Recall))),
        ];
        RolloutPlan plan = RolloutPlanner.Plan(
            definition, state, new PlanInput(Noon) { Changes = all, RecallDone = true, CanReturn = true });

        Assert.Equal(
            [
                new PlannedAction.OfferBack(records[0].Device, 2),
                new PlannedAction.Withdraw(records[1].Device),
                new PlannedAction.Withdraw(records[2].Device),
            ],
            plan.Actions);

        RolloutPlan done = SampleRollouts.Tell(definition, plan.State, plan.Records[0],
            new DeviceEvent(DeviceEventKind.BackEnded)
        {
            Attempt = 2,
            Outcome = AttemptOutcome.Installed,
        }, Noon);
        Assert.Equal(RolloutStatus.RolledBack, done.State.Status);
        Assert.Equal(1, done.State.Count(DeviceStage.Returned));
    }

    [Fact]
    public void Every_command_that_is_not_in_the_table_is_refused()
    {
        int allowed = 0;
        foreach (RolloutStatus status in Enum.GetValues<RolloutStatus>())
        {
            allowed += Enum.GetValues<RolloutCommand>().Count(
                command => RolloutCommands.Apply(new RolloutState { Status = status }, command, 3, "") is not null);
        }

        Assert.Equal(15, allowed);
        Assert.Null(RolloutCommands.Apply(new RolloutState { Status = RolloutStatus.Aborted }, RolloutCommand.Resume,
            3, ""));
    }

    private static RolloutState Judge(RolloutState state, DeviceTry record, bool bad, RolloutDefinition? given = null)
    {
        RolloutDefinition definition = given ?? Definition;
        AttemptOutcome outcome = bad ? AttemptOutcome.Rejected : AttemptOutcome.Installed;
        RolloutPlan ended = SampleRollouts.Tell(definition, state, record, SampleRollouts.Ended(1, outcome), Noon);
        DeviceEvent due = new(DeviceEventKind.Due) { Health = new HealthSample { Connected = true } };
        return bad ? ended.State
            : SampleRollouts.Tell(definition, ended.State, ended.Records[0], due, Noon + definition.Gate.Soak).State;
    }

    private static RolloutPlan FailAll(RolloutDefinition definition, bool canReturn)
    {
        (RolloutState state, DeviceTry[] records) = SampleRollouts.Offered(definition, 40);
        return RolloutPlanner.Plan(definition, state, new PlanInput(Noon)
        {
            Unoffered = 960,
            CanReturn = canReturn,
            Changes = [.. records.Select(record =>
                new DeviceChange(record, SampleRollouts.Ended(1, AttemptOutcome.Rejected)))],
        });
    }
}
