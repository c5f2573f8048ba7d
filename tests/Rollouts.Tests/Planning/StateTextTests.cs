using System.Text.Json;
using Garita.Rollouts.Planning;

namespace Garita.Rollouts.Tests.Planning;

public sealed class StateTextTests
{
    [Fact]
    public void State_that_was_stored_goes_on_as_if_it_had_not_been()
    {
        (RolloutState state, DeviceTry[] records) = SampleRollouts.Offered(SampleRollouts.Definition, 12);
        foreach (DeviceTry record in records)
        {
            state = SampleRollouts.Tell(
                SampleRollouts.Definition, state, record with { Type = "pump" },
                SampleRollouts.Ended(1, AttemptOutcome.Rejected), SampleRollouts.Noon).State;
        }

        RolloutState read = StateText.Read(StateText.Write(state));
        Assert.Equal(StateText.Write(state), StateText.Write(read));
        Assert.Equal(state.Evidence.Strata, read.Evidence.Strata);
        Assert.Equal(state.Figures.OrderBy(f => f.Key), read.Figures.OrderBy(f => f.Key));
        Assert.Equal(state.Outcomes, read.Outcomes);
        Assert.Equal((state.Exposed, state.Unjudged, state.TokensAt), (read.Exposed, read.Unjudged, read.TokensAt));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    public void Text_that_is_no_state_is_refused(string text) =>
        Assert.Throws<JsonException>(() => StateText.Read(text));
}
