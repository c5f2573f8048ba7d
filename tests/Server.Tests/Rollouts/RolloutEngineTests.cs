using Garita.Contracts.Api.Devices;
using Garita.Contracts.Api.Rollouts;
using Garita.Contracts.Identities;
using Garita.Firmware;
using Garita.Rollouts.Planning;
using Garita.Server.Rollouts.Desk;
using Garita.Server.Rollouts.Engine;
using Garita.Server.Storage;

namespace Garita.Server.Tests.Rollouts;

public sealed class RolloutEngineTests
{
    private static readonly TimeSpan Soaked = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Rollout_goes_wave_by_wave_to_everybody()
    {
        await using RolloutHouse house = await StartedAsync(60);
        await house.TickAsync();
        Assert.Equal(20, house.Road.Standing.Count);
        house.Answer(AttemptOutcome.Installed);
        await house.TickAsync();
        Assert.Empty(house.Road.Standing);

        await PlayAsync(house, AttemptOutcome.Installed);
        RolloutView view = await house.ViewAsync();
        Assert.Equal("completed", view.Status);
        Assert.Equal(60, view.Exposed);
        Assert.Equal(60, house.Road.Offers.Count);
        Assert.Equal(60, view.Waves.Sum(wave => wave.Stages["done"]));
    }

    [Fact]
    public async Task Bad_release_is_stopped_in_its_canary_and_rolled_back()
    {
        await using RolloutHouse house = await StartedAsync(60, ", \"onFailure\": \"rollback\"");
        await house.TickAsync();
        foreach (string device in house.Road.Standing.Keys.Take(4).ToArray())
        {
            house.Report(device, 1, AttemptOutcome.Installed);
            house.Road.Standing.Remove(device);
        }

        house.Answer(AttemptOutcome.Reverted);
        await house.TickAsync();
        RolloutView stopped = await house.ViewAsync();
        Assert.Equal("rolling-back", stopped.Status);
        Assert.Contains(stopped.Events, happened => happened.Kind == "alert");

        await PlayAsync(house, AttemptOutcome.Installed);
        RolloutView view = await house.ViewAsync();
        Assert.Equal("rolled-back", view.Status);
        Assert.Equal(20, view.Exposed);
        Assert.Equal(4, house.Road.Offers.Count(offer => offer.Deployment == Deployments.BackOf("pump-1-3")));
    }

    [Fact]
    public async Task Server_that_is_killed_at_every_write_repeats_nothing_and_loses_nothing()
    {
        int writes = await CountWritesAsync();
        Assert.InRange(writes, 5, 200);
        for (int at = 1; at <= writes; at++)
        {
            await using RolloutHouse house = await StartedAsync(30);
            house.Writer.FailFrom = house.Writer.Writes + at;
            await PlayAsync(house, AttemptOutcome.Installed, rounds: 3);
            await house.RestartAsync();
            await PlayAsync(house, AttemptOutcome.Installed);
            await AssertWholeAsync(house, 30);
        }
    }

    [Fact]
    public async Task Write_that_fails_though_it_was_stored_repeats_nothing_that_matters()
    {
        int writes = await CountWritesAsync();
        for (int at = 0; at < writes; at += 2)
        {
            await using RolloutHouse house = await StartedAsync(30);
            await PlayAsync(house, AttemptOutcome.Installed, rounds: at / 4);
            house.Writer.FailAfter = true;
            await PlayAsync(house, AttemptOutcome.Installed, rounds: 1);
            house.Writer.FailAfter = false;
            await PlayAsync(house, AttemptOutcome.Installed);
            await AssertWholeAsync(house, 30);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Road_that_breaks_before_or_after_an_offer_leads_to_the_same_offer(bool before)
    {
        await using RolloutHouse house = await StartedAsync(30);
        (house.Road.FailBefore, house.Road.FailAfter) = (before, !before);
        await house.TickAsync();
        await house.TickAsync();
        (house.Road.FailBefore, house.Road.FailAfter) = (false, false);
        await PlayAsync(house, AttemptOutcome.Installed);
        await AssertWholeAsync(house, 30);
    }

    [Fact]
    public async Task Reports_of_other_devices_attempts_manifests_and_rollouts_change_nothing()
    {
        await using RolloutHouse house = await StartedAsync(60);
        await house.TickAsync();
        string offered = house.Road.Standing.Keys.First();
        string other = Enumerable.Range(0, 60).Select(RolloutHouse.NameOf)
            .First(device => !house.Road.Standing.ContainsKey(device));
        house.Report(other, 1, AttemptOutcome.Reverted);
        house.Report("9999", 1, AttemptOutcome.Reverted);
        house.Report(offered, 2, AttemptOutcome.Reverted);
        house.Report(offered, 1, AttemptOutcome.Reverted, Sha256Digest.Of("another"u8));
        house.Report(offered, 1, AttemptOutcome.Reverted, deployment: "rollout_other");
        house.Report(offered, 1, AttemptOutcome.Reverted, deployment: "by-hand");
        house.Report(offered, 1, AttemptOutcome.Reverted, RolloutHouse.WayBack, Deployments.BackOf("pump-1-3"));
        await house.TickAsync();
        Assert.Empty((await house.ViewAsync()).Outcomes);
    }

    [Fact]
    public async Task Rollout_that_was_just_started_and_a_draft_know_whom_they_mean()
    {
        await using RolloutHouse house = await RolloutHouse.MakeAsync(60);
        await house.CreateAsync(RolloutHouse.Definition());
        string last = Enumerable.Range(0, 60).Select(RolloutHouse.NameOf).MaxBy(
            device => DevicePlace.Of("pump-1-3", device))!;
        Assert.Contains("allows 20, 0 had it", await WaveAsync(house, last), StringComparison.Ordinal);

        await house.TellAsync(RolloutCommand.Start);

        RolloutView view = await house.ViewAsync();
        Assert.Equal((60, 60), (view.Members, view.Waves[1].Allowed));
        string wave = await WaveAsync(house, last);
        Assert.Contains("allows 20, 0 had it", wave, StringComparison.Ordinal);
        Assert.EndsWith(" 59 before", wave, StringComparison.Ordinal);
        await house.TickAsync();
        Assert.EndsWith(" 39 before", await WaveAsync(house, last), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pause_takes_everything_back_at_once_and_resuming_offers_it_again()
    {
        await using RolloutHouse house = await StartedAsync(60);
        await house.TickAsync();
        Assert.Equal(RolloutRefusal.None, await house.TellAsync(RolloutCommand.Pause));
        Assert.Empty(house.Road.Standing);
        await house.TickAsync();
        await house.TickAsync(TimeSpan.FromHours(1));
        Assert.Empty(house.Road.Standing);

        Assert.Equal(RolloutRefusal.None, await house.TellAsync(RolloutCommand.Resume));
        await house.TickAsync(TimeSpan.FromMinutes(6));
        await house.TickAsync();
        Assert.Equal(20, house.Road.Standing.Count);
        Assert.All(house.Road.Standing.Values, offer => Assert.Equal(2, offer.Attempt));
        Assert.Equal(20, (await house.ViewAsync()).Exposed);
    }

    [Fact]
    public async Task Abort_ends_it_for_good()
    {
        await using RolloutHouse house = await StartedAsync(30);
        await house.TickAsync();
        await house.TellAsync(RolloutCommand.Abort);
        Assert.Empty(house.Road.Standing);
        await house.TickAsync();
        await house.TickAsync(TimeSpan.FromDays(2));
        Assert.Empty(house.Road.Standing);
        Assert.Equal(RolloutRefusal.NotNow, await house.TellAsync(RolloutCommand.Resume));
        Assert.Equal(20, (await house.ViewAsync()).Waves[0].Stages["left"]);
    }

    [Fact]
    public async Task Device_that_comes_later_joins()
    {
        await using RolloutHouse house = await StartedAsync(5);
        await house.TickAsync();
        await house.AddAsync("LATE", "pump");
        await house.TickAsync();
        Assert.Equal(6, house.Road.Standing.Count);
        Assert.Equal(6, (await house.ViewAsync()).Members);
    }

    [Fact]
    public async Task Device_that_is_disabled_leaves_without_a_verdict()
    {
        await using RolloutHouse house = await StartedAsync(5);
        await house.TickAsync();
        await house.Registry.SetStateAsync(
            Identity.Device("0001"), DeviceState.Disabled, CancellationToken.None);
        await house.TickAsync(TimeSpan.FromHours(7));
        Assert.Equal(1, (await house.ViewAsync()).Waves[0].Stages["left"]);
    }

    [Fact]
    public async Task Device_that_has_the_release_is_offered_nothing()
    {
        await using RolloutHouse house = await RolloutHouse.MakeAsync(5);
        await house.Registry.SetFirmwareAsync(Identity.Device("0002"), "1.3.0", CancellationToken.None);
        await house.CreateAsync(RolloutHouse.Definition());
        await house.TellAsync(RolloutCommand.Start);
        await house.TickAsync();
        Assert.Equal(4, house.Road.Standing.Count);
        RolloutPreview preview = (await house.Desk.PreviewAsync("pump-1-3", CancellationToken.None))!;
        Assert.Equal((4, 1), (preview.Members, preview.Present));
    }

    [Fact]
    public async Task Device_of_one_rollout_is_not_taken_by_another()
    {
        await using RolloutHouse house = await StartedAsync(10);
        await house.TickAsync();
        await house.CreateAsync(RolloutHouse.Definition("second"));
        await house.TellAsync(RolloutCommand.Start, "second");
        await house.TickAsync();
        Assert.All(house.Road.Standing.Values, offer => Assert.Equal(Deployments.Of("pump-1-3"), offer.Deployment));
        WhyView why = (await house.Desk.WhyAsync("second", "0001", CancellationToken.None))!;
        Assert.Equal("other rollouts", why.Checks.First(check => check.Passed == false).Name);
    }

    [Fact]
    public async Task Refused_offer_counts_for_nothing()
    {
        await using RolloutHouse house = await StartedAsync(5);
        house.Road.Refuse = device => device == "0003"
            ? new DeviceEvent(DeviceEventKind.Ended) { Outcome = AttemptOutcome.Shed }
            : null;
        await house.TickAsync();
        RolloutView view = await house.ViewAsync();
        Assert.Equal(1, view.Outcomes["shed"]);
        Assert.Equal(1, view.Waves[0].Stages["waiting"]);
    }

    [Fact]
    public async Task Database_that_takes_no_write_starts_nothing()
    {
        await using RolloutHouse house = await RolloutHouse.MakeAsync(5);
        await house.CreateAsync(RolloutHouse.Definition());
        house.Writer.FailBefore = true;
        await Assert.ThrowsAsync<StorageException>(() => house.TellAsync(RolloutCommand.Start));
        house.Writer.FailBefore = false;
        await house.TickAsync();
        Assert.Empty(house.Road.Offers);
        Assert.Equal("draft", (await house.ViewAsync()).Status);
    }

    private static async Task<string> WaveAsync(RolloutHouse house, string device) =>
        (await house.Desk.WhyAsync("pump-1-3", device, CancellationToken.None))!
            .Checks.Single(check => check.Name == "wave").Value;

    private static async Task<RolloutHouse> StartedAsync(int devices, string rest = "")
    {
        RolloutHouse house = await RolloutHouse.MakeAsync(devices);
        await house.CreateAsync(RolloutHouse.Definition(rest: rest));
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

    private static async Task<int> CountWritesAsync()
    {
        await using RolloutHouse house = await StartedAsync(30);
        int before = house.Writer.Writes;
        await PlayAsync(house, AttemptOutcome.Installed, rounds: 3);
        return house.Writer.Writes - before;
    }

    private static async Task AssertWholeAsync(RolloutHouse house, int devices)
    {
        RolloutView view = await house.ViewAsync();
        Assert.Equal("completed", view.Status);
        Assert.Equal(devices, view.Exposed);
        Assert.Equal(devices, view.Waves.Sum(wave => wave.Stages.GetValueOrDefault("done")));
        Assert.All(house.Road.Offers, offer => Assert.Equal(1, offer.Attempt));
        Assert.Equal(devices, house.Road.Offers.DistinctBy(offer => offer.Device).Count());
    }
}
