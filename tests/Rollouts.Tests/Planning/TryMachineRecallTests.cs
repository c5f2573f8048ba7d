using Garita.Rollouts.Definitions;
using Garita.Rollouts.Planning;

namespace Garita.Rollouts.Tests.Planning;

/// <summary>What is known of a device that failed stays known, and a clock that jumps makes nobody wait for years.
/// </summary>
public sealed class TryMachineRecallTests
{
    private static readonly RolloutDefinition Definition = SampleRollouts.Definition;

    private static readonly DateTimeOffset Noon = SampleRollouts.Noon;

    private RolloutState _state;

    private DeviceTry _record;

    public TryMachineRecallTests()
    {
        (_state, DeviceTry[] records) = SampleRollouts.Offered(Definition, 1);
        _record = records[0];
    }

    [Theory]
    [InlineData(RolloutCommand.Rollback)]
    [InlineData(RolloutCommand.Abort)]
    public void Device_that_failed_is_still_one_that_failed_when_the_rollout_ends(RolloutCommand command)
    {
        Tell(SampleRollouts.Ended(1, AttemptOutcome.Reverted));
        Assert.Equal(DeviceStage.Waiting, _record.Stage);
        _state = RolloutCommands.Apply(_state, command, 3, "ana")!;
        Tell(new DeviceEvent(DeviceEventKind.Recall));
        Assert.Equal((DeviceStage.Failed, AttemptOutcome.Reverted), (_record.Stage, _record.Outcome));
        Assert.Equal(1, _state.Outcomes[AttemptOutcome.Reverted]);
    }

    [Fact]
    public void Failure_that_is_told_again_after_a_pause_is_counted_once()
    {
        Tell(SampleRollouts.Ended(1, AttemptOutcome.Reverted));
        _state = RolloutCommands.Apply(_state, RolloutCommand.Pause, 3, "ana")!;
        Tell(new DeviceEvent(DeviceEventKind.Recall));
        Tell(SampleRollouts.Ended(1, AttemptOutcome.Reverted));
        Assert.Equal(1, _record.Faults);
    }

    [Fact]
    public void Clock_that_was_set_back_by_years_makes_nobody_wait_for_years()
    {
        Tell(SampleRollouts.Ended(1, AttemptOutcome.Deferred), TimeSpan.FromDays(3650));
        Tell(Due);
        Assert.Equal(DeviceStage.Waiting, _record.Stage);
        Assert.Equal(Noon + Definition.LongestWait, _record.Next);
        Tell(Due, Definition.LongestWait);
        Assert.Equal((DeviceStage.Offered, 2), (_record.Stage, _record.Attempt));
    }

    private static DeviceEvent Due => new(DeviceEventKind.Due) { Health = new HealthSample { Connected = true } };

    private void Tell(DeviceEvent happened, TimeSpan after = default)
    {
        RolloutPlan plan = SampleRollouts.Tell(Definition, _state, _record, happened, Noon + after);
        _state = plan.State;
        _record = plan.Records.Count > 0 ? plan.Records[0] : _record;
    }
}
