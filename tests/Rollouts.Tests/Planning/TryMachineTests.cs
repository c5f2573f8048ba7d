using FsCheck;
using FsCheck.Fluent;
using Garita.Rollouts.Definitions;
using Garita.Rollouts.Planning;

namespace Garita.Rollouts.Tests.Planning;

public sealed class TryMachineTests
{
    private static readonly RolloutDefinition Definition = SampleRollouts.Definition with
    {
        Health = new HealthRule
        {
            Crashes = 2,
            Silence = TimeSpan.FromMinutes(20),
            Metrics = [new MetricRule("battery", WorseIsHigher: false, 0.1)],
        },
    };

    private static readonly DateTimeOffset Noon = SampleRollouts.Noon;

    private RolloutState _state = SampleRollouts.Running;

    private DeviceTry _record;

    public TryMachineTests()
    {
        (_state, DeviceTry[] records) = SampleRollouts.Offered(Definition, 1);
        _record = records[0];
    }

    [Theory]
    [InlineData(AttemptOutcome.Shed)]
    [InlineData(AttemptOutcome.Deferred)]
    [InlineData(AttemptOutcome.Offline)]
    public void What_is_nobodys_fault_is_asked_again_and_counts_for_nothing(AttemptOutcome outcome)
    {
        Tell(Progress(1));
        Tell(SampleRollouts.Ended(1, outcome));
        Assert.Equal(DeviceStage.Waiting, _record.Stage);
        Assert.Equal(DeviceVerdict.None, _record.Verdict);
        Assert.Equal(0, _state.Evidence.All.Bad);
        Assert.Equal(1, _state.Outcomes[outcome]);
    }

    [Theory]
    [InlineData(AttemptOutcome.RefusedByUser)]
    [InlineData(AttemptOutcome.Superseded)]
    public void What_the_user_or_a_newer_release_decides_ends_it_without_a_verdict(AttemptOutcome outcome)
    {
        Tell(Progress(1));
        Tell(SampleRollouts.Ended(1, outcome));
        Assert.Equal(DeviceStage.Left, _record.Stage);
        Assert.Equal(default, _state.Evidence.All);
    }

    [Fact]
    public void Device_that_puts_it_off_for_ever_is_not_asked_for_ever()
    {
        for (int offers = 0; offers < 1000 && _record.Stage != DeviceStage.Left; offers++)
        {
            Tell(SampleRollouts.Ended(_record.Attempt, AttemptOutcome.Deferred));
            Tell(Due, TimeSpan.FromDays(offers));
        }

        Assert.Equal(DeviceStage.Left, _record.Stage);
        Assert.Equal(Definition.Retries.Offers, _record.Attempt);
    }

    [Fact]
    public void Failure_is_tried_again_after_growing_waits_and_not_more_often_than_allowed()
    {
        Tell(SampleRollouts.Ended(1, AttemptOutcome.Reverted));
        Assert.Equal(Noon + TimeSpan.FromHours(1), _record.Next);
        Tell(Due, TimeSpan.FromHours(1));
        Tell(SampleRollouts.Ended(2, AttemptOutcome.Reverted), TimeSpan.FromHours(1));
        Assert.Equal(Noon + TimeSpan.FromHours(3), _record.Next);
        Tell(Due, TimeSpan.FromHours(3));
        Tell(SampleRollouts.Ended(3, AttemptOutcome.Reverted), TimeSpan.FromHours(3));
        Assert.Equal(DeviceStage.Failed, _record.Stage);
        Assert.Null(_record.Next);
        Assert.Equal(1, _state.Evidence.All.Bad);
    }

    [Fact]
    public void Refusal_by_the_devices_checks_is_not_asked_again()
    {
        Tell(SampleRollouts.Ended(1, AttemptOutcome.Rejected));
        Assert.Equal(DeviceStage.Failed, _record.Stage);
    }

    [Fact]
    public void Success_at_a_later_attempt_helps_the_device_and_not_the_release()
    {
        Tell(SampleRollouts.Ended(1, AttemptOutcome.InstallFailed));
        Tell(Due, TimeSpan.FromHours(1));
        Tell(SampleRollouts.Ended(2, AttemptOutcome.Installed), TimeSpan.FromHours(1));
        Tell(Due, TimeSpan.FromHours(3));
        Assert.Equal(DeviceStage.Done, _record.Stage);
        Assert.Equal(1, _state.Evidence.All.Bad);
        Assert.Equal(0, _state.Evidence.All.Good);
    }

    [Fact]
    public void Report_of_another_attempt_than_was_offered_changes_nothing()
    {
        Tell(SampleRollouts.Ended(0, AttemptOutcome.Installed));
        Tell(SampleRollouts.Ended(2, AttemptOutcome.Installed));
        Tell(SampleRollouts.Ended(-1, AttemptOutcome.Reverted));
        Tell(SampleRollouts.Ended(int.MaxValue, AttemptOutcome.Reverted));
        Tell(Progress(7));
        Assert.Equal(DeviceStage.Offered, _record.Stage);
    }

    [Fact]
    public void Replayed_failure_of_an_earlier_attempt_is_counted_once()
    {
        Tell(SampleRollouts.Ended(1, AttemptOutcome.Reverted));
        Tell(SampleRollouts.Ended(1, AttemptOutcome.Reverted));
        Assert.Equal(1, _record.Faults);
        Tell(Due, TimeSpan.FromHours(1));
        Tell(SampleRollouts.Ended(1, AttemptOutcome.Reverted), TimeSpan.FromHours(1));
        Assert.Equal(1, _record.Faults);
        Assert.Equal(DeviceStage.Offered, _record.Stage);
    }

    [Fact]
    public void Progress_that_comes_after_the_end_changes_nothing()
    {
        Tell(SampleRollouts.Ended(1, AttemptOutcome.Installed));
        DeviceTry installed = _record;
        Tell(Progress(1));
        Tell(new DeviceEvent(DeviceEventKind.Activated) { Attempt = 1 });
        Assert.Equal(installed, _record);
    }

    [Fact]
    public void Device_that_activates_and_is_not_heard_of_again_is_bad()
    {
        Tell(new DeviceEvent(DeviceEventKind.Activated) { Attempt = 1 });
        Tell(Due, Definition.Gate.Answer);
        Assert.Equal(AttemptOutcome.Silent, _record.Outcome);
        Assert.Equal(DeviceVerdict.Bad, _record.Verdict);
        Assert.True(_record.Holds);
    }

    [Fact]
    public void Device_that_never_answers_gets_its_offer_taken_back_without_a_verdict()
    {
        RolloutPlan plan = Tell(Due, Definition.Gate.Answer);
        Assert.Equal(new PlannedAction.Withdraw(_record.Device), Assert.Single(plan.Actions));
        Assert.Equal(DeviceVerdict.None, _record.Verdict);
        Assert.Equal(0, _state.Unjudged);
    }

    [Fact]
    public void Device_that_crashes_while_it_soaks_is_bad()
    {
        Tell(SampleRollouts.Ended(1, AttemptOutcome.Installed));
        Tell(Health(new HealthSample { Crashes = 2, Connected = true }));
        Assert.Equal(DeviceStage.Activated, _record.Stage);
        Tell(Health(new HealthSample { Crashes = 3, Connected = true }));
        Assert.Equal(AttemptOutcome.Crashed, _record.Outcome);
        Assert.True(_record.Holds);
    }

    [Fact]
    public void Device_that_falls_silent_while_it_soaks_is_bad()
    {
        Tell(SampleRollouts.Ended(1, AttemptOutcome.Installed));
        Tell(new DeviceEvent(DeviceEventKind.Due) { Health = new HealthSample { LastHeard = Noon } },
            TimeSpan.FromHours(1));
        Assert.Equal(AttemptOutcome.Silent, _record.Outcome);
    }

    [Theory]
    [InlineData(100, 95, 0, false)]
    [InlineData(100, 80, 0, true)]
    [InlineData(100, 80, -0.15, false)]
    [InlineData(100, 130, 0, false)]
    [InlineData(0, -5, 0, false)]
    [InlineData(double.NaN, double.PositiveInfinity, 0, false)]
    public void Measurement_is_compared_with_before_and_with_devices_without_the_update(
        double before, double after, double control, bool bad)
    {
        Tell(SampleRollouts.Ended(1, AttemptOutcome.Installed));
        RolloutPlan plan = RolloutPlanner.Plan(Definition, _state, new PlanInput(Noon)
        {
            Unoffered = 900,
            Changes = [new DeviceChange(_record, Health(new HealthSample
            {
                Connected = true,
                Metrics = [new MetricSample("battery", before, after)],
            }))],
            Controls = new Dictionary<string, double> { ["battery"] = control },
        });
        Assert.Equal(bad ? 1 : 0, plan.State.Evidence.All.Bad);
    }

    [Fact]
    public void Device_that_is_removed_leaves_without_a_verdict()
    {
        Tell(SampleRollouts.Ended(1, AttemptOutcome.Installed));
        Tell(new DeviceEvent(DeviceEventKind.Gone));
        Assert.Equal(DeviceStage.Left, _record.Stage);
        Assert.Equal(default, _state.Evidence.All);
    }

    [Fact]
    public void Device_that_leaves_the_target_because_of_the_update_is_still_judged()
    {
        Tell(SampleRollouts.Ended(1, AttemptOutcome.Installed));
        Tell(new DeviceEvent(DeviceEventKind.Unmatched));
        Tell(Due, TimeSpan.FromHours(1));
        Assert.Equal(1, _state.Evidence.All.Good);
    }

    [Fact]
    public void Pause_takes_back_what_was_not_activated_and_leaves_what_was()
    {
        (RolloutState state, DeviceTry[] records) = SampleRollouts.Offered(Definition, 2);
        RolloutPlan activated = SampleRollouts.Tell(
            Definition, state, records[0], new DeviceEvent(DeviceEventKind.Activated) { Attempt = 1 }, Noon);
        state = RolloutCommands.Apply(activated.State, RolloutCommand.Pause, 3, "ana")!;
        DeviceEvent recall = new(DeviceEventKind.Recall);
        Assert.Empty(SampleRollouts.Tell(Definition, state, activated.Records[0], recall, Noon).Records);
        RolloutPlan other = SampleRollouts.Tell(Definition, state, records[1], recall, Noon);
        Assert.Equal(DeviceStage.Waiting, other.Records[0].Stage);
        Assert.IsType<PlannedAction.Withdraw>(other.Actions[0]);
        Assert.Equal(1, other.State.Exposed - 1);
    }

    [Fact]
    public void Any_reports_in_any_order_keep_figures_and_evidence_consistent() => Prop.ForAll(
        Gen.Choose(0, 1_000_000).ListOf(40).ToArbitrary(),
        seeds =>
        {
            (RolloutState state, DeviceTry[] records) = SampleRollouts.Offered(Definition, 3);
            foreach (int seed in seeds)
            {
                int device = seed % 3;
                RolloutPlan plan = SampleRollouts.Tell(
                    Definition, state, records[device], Drawn(seed / 3), Noon + TimeSpan.FromSeconds(seed));
                state = plan.State;
                records[device] = plan.Records.Count > 0 ? plan.Records[0] : records[device];
            }

            Assert.Equal(3, state.Exposed);
            Assert.Equal(3, Enum.GetValues<DeviceStage>().Sum(state.Count));
            Assert.Equal(records.Count(record => record.IsUnjudged), state.Unjudged);
            Assert.Equal(records.Count(record => record.Verdict == DeviceVerdict.Bad), state.Evidence.All.Bad);
            Assert.Equal(records.Count(record => record.Verdict == DeviceVerdict.Good), state.Evidence.All.Good);
            Assert.All(records, record => Assert.True(record.Attempt <= Definition.Retries.Offers));
        }).QuickCheckThrowOnFailure();

    private static DeviceEvent Due => new(DeviceEventKind.Due) { Health = new HealthSample { Connected = true } };

    private static DeviceEvent Progress(int attempt) => new(DeviceEventKind.Progress) { Attempt = attempt };

    private static DeviceEvent Health(HealthSample sample) => new(DeviceEventKind.Health) { Health = sample };

    private static DeviceEvent Drawn(int seed) => new((DeviceEventKind)(seed % 9))
    {
        Attempt = seed / 9 % 5,
        Outcome = (AttemptOutcome)(1 + (seed / 45 % 14)),
        Health = new HealthSample { Crashes = seed % 5, Connected = seed % 2 == 0 },
    };

    private RolloutPlan Tell(DeviceEvent happened, TimeSpan after = default)
    {
        RolloutPlan plan = SampleRollouts.Tell(Definition, _state, _record, happened, Noon + after);
        _state = plan.State;
        _record = plan.Records.Count > 0 ? plan.Records[0] : _record;
        return plan;
    }
}
