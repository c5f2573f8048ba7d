using Garita.Device.Bootstrap.States;

namespace Garita.Device.Tests.Bootstrap;

public sealed class BootstrapTableTests
{
    private static readonly BootstrapState[] s_kept =
        [BootstrapState.NotProvisioned, BootstrapState.Provisioned, BootstrapState.Idle, BootstrapState.Enrolled];

    public static TheoryData<BootstrapState> States => [.. Enum.GetValues<BootstrapState>()];

    public static TheoryData<BootstrapEvent> Events => [.. Enum.GetValues<BootstrapEvent>()];

    [Fact]
    public void Only_a_start_leads_out_of_idle_and_of_enrolled()
    {
        foreach (BootstrapEvent happened in Enum.GetValues<BootstrapEvent>())
        {
            bool starts = happened is BootstrapEvent.Started or BootstrapEvent.StartedWithCertificate;
            Assert.Equal(starts, BootstrapTable.Next(BootstrapState.Idle, happened) is not null);
            Assert.Equal(starts, BootstrapTable.Next(BootstrapState.Enrolled, happened) is not null);
        }
    }

    [Theory]
    [MemberData(nameof(States))]
    public void State_that_is_kept_has_a_start_and_one_on_the_way_has_none(BootstrapState state) =>
        Assert.Equal(s_kept.Contains(state), BootstrapTable.Next(state, BootstrapEvent.Started) is not null);

    [Fact]
    public void Start_after_idle_begins_at_registering() => Assert.Equal(
        BootstrapState.Registering,
        BootstrapTable.Next(
            BootstrapTable.Next(BootstrapState.Idle, BootstrapEvent.Started)!.Value, BootstrapEvent.Ready));

    [Theory]
    [MemberData(nameof(States))]
    public void Pause_ends_in_the_state_where_it_began(BootstrapState state)
    {
        bool pauses = BootstrapTable.Next(state, BootstrapEvent.PutOff) == BootstrapState.Paused;

        Assert.Equal(pauses, BootstrapTable.EndOfPause(state) is not null);
        Assert.True(!pauses
            || BootstrapTable.Next(BootstrapState.Paused, BootstrapTable.EndOfPause(state)!.Value) == state);
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void Every_event_has_a_place(BootstrapEvent happened) => Assert.Contains(
        Enum.GetValues<BootstrapState>(), state => BootstrapTable.Next(state, happened) is not null);

    [Fact]
    public void Refused_refresh_and_wrong_code_lead_to_idle()
    {
        Assert.Equal(BootstrapState.Idle, BootstrapTable.Next(BootstrapState.Refreshing, BootstrapEvent.Refused));
        Assert.Equal(BootstrapState.Idle, BootstrapTable.Next(BootstrapState.AwaitingCode, BootstrapEvent.Refused));
        Assert.Equal(BootstrapState.Idle, BootstrapTable.Next(BootstrapState.AwaitingCode, BootstrapEvent.NoCode));
    }
}
