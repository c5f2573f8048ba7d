using Garita.Contracts.Api.Rollouts;
using Garita.Rollouts.Planning;
using Garita.Server.Rollouts.Desk;
using Garita.Server.Rollouts.Engine;

namespace Garita.Server.Tests.Rollouts;

/// <summary>Devices that lie, repeat themselves or say nothing, and clocks and disks that fail, on a real database.
/// </summary>
public sealed class RolloutAttackTests
{
    private const string Name = "pump-1-3";
    private const string Rollback = ", \"onFailure\": \"rollback\"";
    private const string Impatient = ", \"retries\": { \"attempts\": 1, \"offers\": 2, \"wait\": \"1m\" }";

    private static readonly TimeSpan Soaked = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Unanswered = TimeSpan.FromHours(7);
    private static readonly TimeSpan Decade = TimeSpan.FromDays(3653);

    [Fact]
    public async Task Minority_that_lies_about_success_does_not_hide_a_bad_release()
    {
        await using RolloutHouse house = await StartedAsync(60, Rollback + Impatient);
        await house.TickAsync();
        string[] canaries = Canaries(house);
        SayAll(house, canaries[..6], AttemptOutcome.Installed);
        SayAll(house, canaries[6..], AttemptOutcome.Reverted);
        await house.TickAsync();
        RolloutView view = await house.ViewAsync();
        Assert.Equal("rolling-back", view.Status);
        Assert.Equal(20, view.Exposed);
    }

    [Fact]
    public async Task Minority_that_lies_about_failure_stops_nothing_while_it_is_within_what_is_tolerated()
    {
        await using RolloutHouse house = await StartedAsync(80, Rollback + Impatient, canaries: 30);
        await house.TickAsync();
        string[] canaries = Canaries(house, 30);
        SayAll(house, canaries[..2], AttemptOutcome.Reverted);
        SayAll(house, canaries[2..], AttemptOutcome.Installed);
        await house.TickAsync();
        await house.TickAsync(Soaked);
        await house.TickAsync();
        RolloutView view = await house.ViewAsync();
        Assert.Equal(("running", 1), (view.Status, view.Wave));
        Assert.Equal(80, view.Exposed);
    }

    [Fact]
    public async Task Devices_that_never_report_are_given_up_without_a_verdict_and_block_nothing()
    {
        await using RolloutHouse house = await StartedAsync(40, Impatient);
        await house.TickAsync();
        string[] mute = Canaries(house)[..4];
        for (int round = 0; round < 8; round++)
        {
            Answer(house, device => !mute.Contains(device), AttemptOutcome.Installed);
            await house.TickAsync();
            await house.TickAsync(Soaked);
            await house.TickAsync(Unanswered);
            await house.TickAsync();
        }

        RolloutView view = await house.ViewAsync();
        Assert.Equal("completed", view.Status);
        Assert.Equal(36, Stage(view, "done"));
        Assert.Equal(4, Stage(view, "left"));
        Assert.All(mute, device => Assert.Equal(2, house.Road.Offers.Count(offer => offer.Device == device)));
        Assert.DoesNotContain(house.Road.Standing.Keys, mute.Contains);
    }

    [Fact]
    public async Task Report_that_is_replayed_a_hundred_times_counts_once()
    {
        await using RolloutHouse house = await StartedAsync(60);
        await house.TickAsync();
        string liar = Canaries(house)[0];
        for (int again = 0; again < 100; again++)
        {
            house.Report(liar, 1, AttemptOutcome.Reverted);
        }

        await house.TickAsync();
        await house.RestartAsync();
        house.Report(liar, 1, AttemptOutcome.Reverted);
        await house.TickAsync();
        RolloutView view = await house.ViewAsync();
        Assert.Equal("running", view.Status);
        Assert.Equal(1, view.Outcomes["reverted"]);
        Assert.Contains("1 bad", view.OpenEvidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Duplicated_reordered_and_invented_reports_lead_to_one_verdict_each(int seed)
    {
        Random chance = new(seed);
        await using RolloutHouse house = await StartedAsync(60, Impatient);
        await house.TickAsync();
        string[] canaries = Canaries(house);
        List<(string Device, DeviceEvent Said)> reports = [];
        foreach (string device in canaries)
        {
            bool fails = device == canaries[0];
            DeviceEvent end = Ended(1, fails ? AttemptOutcome.Reverted : AttemptOutcome.Installed);
            DeviceEvent[] said =
            [
                new(DeviceEventKind.Progress) { Attempt = 1 }, new(DeviceEventKind.Activated) { Attempt = 1 }, end, end,
                Ended(0, AttemptOutcome.Reverted), Ended(7, AttemptOutcome.Reverted), Ended(2, AttemptOutcome.Rejected),
                new(DeviceEventKind.Activated) { Attempt = 3 }, Ended(int.MinValue, AttemptOutcome.Installed),
                new(DeviceEventKind.Progress) { Attempt = int.MaxValue },
            ];
            reports.AddRange(said.Select(each => (device, each)));
        }

        foreach ((string device, DeviceEvent said) in reports.OrderBy(_ => chance.Next()))
        {
            house.Road.Report(device, Deployments.Of(Name), RolloutHouse.Release, said);
        }

        await house.TickAsync();
        await house.TickAsync(Soaked);
        RolloutView view = await house.ViewAsync();
        Assert.Equal((19, 1), (Canary(view, "done"), Canary(view, "failed")));
        Assert.Equal((1, 19), (view.Outcomes["reverted"], view.Outcomes["installed"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Clock_of_the_server_that_is_off_by_years_exposes_nobody_more_and_ends_the_same(bool back)
    {
        await using RolloutHouse house = await StartedAsync(60, Impatient);
        await house.TickAsync();
        Assert.Equal(20, house.Road.Standing.Count);
        TimeSpan off = back ? -Decade : Decade;
        await house.TickAsync(off);
        await house.TickAsync();
        Assert.Equal(20, (await house.ViewAsync()).Exposed);
        await house.RestartAsync();
        await house.TickAsync();
        await house.TickAsync(-off);
        Assert.Equal(20, (await house.ViewAsync()).Exposed);
        await house.TickAsync(TimeSpan.FromDays(1));
        await PlayAsync(house, AttemptOutcome.Installed);
        RolloutView view = await house.ViewAsync();
        Assert.Equal("completed", view.Status);
        Assert.Equal(60, Stage(view, "done"));
    }

    [Fact]
    public async Task Server_that_is_killed_at_every_write_of_a_stop_and_a_way_back_finishes_both()
    {
        int writes = await CountWritesOfARollbackAsync();
        Assert.InRange(writes, 4, 100);
        for (int at = 1; at <= writes; at++)
        {
            await using RolloutHouse house = await StartedAsync(30, Rollback + Impatient);
            await house.TickAsync();
            house.Writer.FailFrom = house.Writer.Writes + at;
            await FailAsync(house);
            await house.RestartAsync();
            await PlayAsync(house, AttemptOutcome.Installed);
            RolloutView view = await house.ViewAsync();
            Assert.Equal(("rolled-back", 20L), (view.Status, view.Exposed));
            Assert.Equal((5, 15), (Stage(view, "returned"), Stage(view, "failed")));
            Assert.Equal(20, house.Road.Offers.Where(offer => offer.Deployment == Deployments.Of(Name))
                .DistinctBy(offer => offer.Device).Count());
            Assert.Equal(5, house.Road.Offers.Where(offer => offer.Deployment == Deployments.BackOf(Name))
                .DistinctBy(offer => (offer.Device, offer.Attempt)).Count());
        }
    }

    [Fact]
    public async Task Database_that_takes_no_write_for_a_while_stops_nothing_for_good()
    {
        await using RolloutHouse house = await StartedAsync(30);
        for (int round = 0; round < 12; round++)
        {
            house.Writer.FailBefore = round % 2 == 1;
            await house.TickAsync();
            house.Answer(AttemptOutcome.Installed);
            await house.TickAsync(Soaked);
        }

        house.Writer.FailBefore = false;
        await PlayAsync(house, AttemptOutcome.Installed);
        RolloutView view = await house.ViewAsync();
        Assert.Equal("completed", view.Status);
        Assert.Equal(30, Stage(view, "done"));
        Assert.All(house.Road.Offers, offer => Assert.Equal(1, offer.Attempt));
    }

    [Fact]
    public async Task Rollout_that_is_edited_while_it_is_being_started_runs_as_it_was_seen_or_not_at_all()
    {
        for (int round = 0; round < 20; round++)
        {
            await using RolloutHouse house = await RolloutHouse.MakeAsync(3);
            await house.CreateAsync(RolloutHouse.Definition());
            string seen = (await house.ViewAsync()).Digest;
            Task<(RolloutRefusal, string)> edit = house.Desk.CreateAsync(
                RolloutHouse.Definition(target: "type = valve"), RolloutHouse.Caller("eve"), CancellationToken.None);
            RolloutRefusal started = await house.TellAsync(RolloutCommand.Start);
            (RolloutRefusal edited, _) = await edit;
            RolloutView view = await house.ViewAsync();
            bool runs = view.Status == "running";
            Assert.Equal(runs, started == RolloutRefusal.None);
            Assert.True(!runs || view.Digest == seen || edited == RolloutRefusal.None);
            Assert.True(!runs || view.Digest == seen == (edited == RolloutRefusal.Begun));
        }
    }

    private static DeviceEvent Ended(int attempt, AttemptOutcome outcome) =>
        new(DeviceEventKind.Ended) { Attempt = attempt, Outcome = outcome };

    private static string[] Canaries(RolloutHouse house, int count = 20)
    {
        string[] devices = [.. house.Road.Standing.Keys.Order(StringComparer.Ordinal)];
        Assert.Equal(count, devices.Length);
        return devices;
    }

    private static void SayAll(RolloutHouse house, string[] devices, AttemptOutcome outcome) =>
        Answer(house, devices.Contains, outcome);

    private static void Answer(RolloutHouse house, Func<string, bool> who, AttemptOutcome outcome)
    {
        foreach ((string device, (string _, int attempt)) in house.Road.Standing.Where(o => who(o.Key)).ToArray())
        {
            house.Report(device, attempt, outcome);
            house.Road.Standing.Remove(device);
        }
    }

    private static long Stage(RolloutView view, string stage) =>
        view.Waves.Sum(wave => wave.Stages.GetValueOrDefault(stage));

    private static long Canary(RolloutView view, string stage) => view.Waves[0].Stages.GetValueOrDefault(stage);

    private static async Task<RolloutHouse> StartedAsync(int devices, string rest = "", int canaries = 20)
    {
        RolloutHouse house = await RolloutHouse.MakeAsync(devices);
        await house.CreateAsync(RolloutHouse.Definition(rest: rest).Replace(
            "\"count\": 20", $"\"count\": {canaries}", StringComparison.Ordinal));
        Assert.Equal(RolloutRefusal.None, await house.TellAsync(RolloutCommand.Start));
        return house;
    }

    private static async Task PlayAsync(RolloutHouse house, AttemptOutcome outcome, int rounds = 12)
    {
        for (int round = 0; round < rounds; round++)
        {
            await house.TickAsync();
            house.Answer(outcome);
            await house.TickAsync();
            await house.TickAsync(Soaked);
        }
    }

    // A quarter of the canaries takes the release, the others go back by themselves; then the way back.
    private static async Task FailAsync(RolloutHouse house)
    {
        string[] canaries = Canaries(house);
        SayAll(house, canaries[..5], AttemptOutcome.Installed);
        SayAll(house, canaries[5..], AttemptOutcome.Reverted);
        await house.TickAsync();
        await house.TickAsync();
        house.Answer(AttemptOutcome.Installed);
        await house.TickAsync();
        await house.TickAsync();
    }

    private static async Task<int> CountWritesOfARollbackAsync()
    {
        await using RolloutHouse house = await StartedAsync(30, Rollback + Impatient);
        await house.TickAsync();
        int before = house.Writer.Writes;
        await FailAsync(house);
        Assert.Equal("rolled-back", (await house.ViewAsync()).Status);
        return house.Writer.Writes - before;
    }
}
