using Garita.AuditLog.Entries;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Api.Rollouts;
using Garita.Contracts.Identities;
using Garita.Rollouts.Planning;
using Garita.Server.Audit;
using Garita.Server.Rollouts.Desk;
using Garita.Server.Storage;

namespace Garita.Server.Tests.Rollouts;

/// <summary>Rollouts while the audit log cannot be written: what stops them takes effect, what widens them does not.
/// </summary>
public sealed class RolloutLateTests
{
    private static readonly TimeSpan Soaked = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(RolloutCommand.Pause, "paused", AuditActions.PauseRollout)]
    [InlineData(RolloutCommand.Abort, "aborted", AuditActions.AbortRollout)]
    public async Task Off_takes_effect_at_once_and_is_entered_once_when_the_log_can_be_written(
        RolloutCommand command, string status, string action)
    {
        await using RolloutHouse house = await RunningAsync();
        house.Disk.Full = true;

        Assert.Equal(RolloutRefusal.None, await house.TellAsync(command));

        Assert.Empty(house.Road.Standing);
        await house.TickAsync();
        RolloutView off = await house.ViewAsync();
        Assert.Equal((status, 1), (off.Status, off.NotLogged));
        Assert.Single(await house.Late.ReadAsync(CancellationToken.None), late => late.Action == action);

        house.Disk.Full = false;
        await house.TickAsync();
        await house.TickAsync();
        Assert.Equal(0, (await house.ViewAsync()).NotLogged);
        IntentEntry intent = Assert.Single(Entries<IntentEntry>(house), each => each.Action == action);
        Assert.Equal("operator:ana", intent.Actor);
        Assert.Equal(off.Digest, intent.Digest.ToString());
        Assert.EndsWith("pump-1-3", intent.Subject, StringComparison.Ordinal);
        OutcomeEntry outcome = Assert.Single(
            Entries<OutcomeEntry>(house), each => each.Operation == intent.Operation);
        Assert.Equal((OutcomeResult.Done, $"pump-1-3: {status}"), (outcome.Result, outcome.Detail));
    }

    [Fact]
    public async Task What_follows_is_entered_after_what_was_late()
    {
        await using RolloutHouse house = await RunningAsync();
        await house.TellAsync(RolloutCommand.Pause);
        await OweAsync(house, kept: false);
        house.Disk.Full = true;
        await Assert.ThrowsAsync<StorageException>(() => house.TellAsync(RolloutCommand.Resume));
        house.Disk.Full = false;
        await house.TellAsync(RolloutCommand.Resume);

        Assert.Equal(
            [AuditActions.AbortRollout, AuditActions.ResumeRollout],
            Entries<IntentEntry>(house).Select(each => each.Action).TakeLast(2));
    }

    [Theory]
    [InlineData("hold", "held")]
    [InlineData("pause", "paused")]
    [InlineData("rollback", "rolling-back")]
    public async Task Gate_stops_a_bad_release_though_the_log_cannot_be_written(string action, string status)
    {
        await using RolloutHouse house = await RunningAsync($", \"onFailure\": \"{action}\"");
        house.Disk.Full = true;
        foreach (string device in house.Road.Standing.Keys.Take(2).ToArray())
        {
            house.Report(device, 1, AttemptOutcome.Installed);
            house.Road.Standing.Remove(device);
        }

        house.Answer(AttemptOutcome.Reverted);
        await house.TickAsync();

        RolloutView stopped = await house.ViewAsync();
        Assert.Equal((status, 1), (stopped.Status, stopped.NotLogged));
        Assert.Contains(stopped.Events, happened => happened.Kind == "alert");
        house.Disk.Full = false;
        await house.TickAsync();
        IntentEntry decided = Assert.Single(
            Entries<IntentEntry>(house), each => each.Action == AuditActions.DecideRollout);
        Assert.Contains("pump-1-3: the release is bad", decided.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wave_does_not_open_while_the_log_cannot_be_written_and_reports_count_all_the_same()
    {
        await using RolloutHouse house = await RunningAsync();
        house.Disk.Full = true;
        house.Answer(AttemptOutcome.Installed);
        await house.TickAsync();
        await house.TickAsync(Soaked);
        await house.TickAsync();

        RolloutView view = await house.ViewAsync();
        Assert.Equal(("running", 0, 20), (view.Status, view.Wave, view.Exposed));
        Assert.Equal(20, view.Waves[0].Stages["done"]);
        Assert.Equal(20, house.Road.Offers.Count);

        house.Disk.Full = false;
        await house.TickAsync();
        await house.TickAsync();
        Assert.Equal((1, 60), ((await house.ViewAsync()).Wave, house.Road.Offers.Count));
    }

    [Fact]
    public async Task Server_that_is_killed_at_every_write_of_a_late_pause_enters_it_once_or_did_not_pause()
    {
        int writes;
        await using (RolloutHouse counted = await RunningAsync())
        {
            int before = counted.Writer.Writes;
            await PauseLateAsync(counted);
            writes = counted.Writer.Writes - before;
        }

        Assert.InRange(writes, 3, 50);
        for (int at = 1; at <= writes; at++)
        {
            await using RolloutHouse house = await RunningAsync();
            house.Writer.FailFrom = house.Writer.Writes + at;
            await TryAsync(() => PauseLateAsync(house));
            house.Disk.Full = false;
            await house.RestartAsync();
            await house.TickAsync();
            await house.TickAsync();
            AssertEnteredAsDone(house, (await house.ViewAsync()).Status == "paused" ? 1 : 0);
        }
    }

    [Fact]
    public async Task Write_that_fails_though_it_was_stored_is_entered_once()
    {
        await using RolloutHouse house = await RunningAsync();
        house.Disk.Full = true;
        house.Writer.FailAfter = true;
        await Assert.ThrowsAsync<StorageException>(() => house.TellAsync(RolloutCommand.Pause));
        house.Disk.Full = false;

        // The log has it now; that it was late is not forgotten yet.
        await house.TickAsync();
        house.Writer.FailAfter = false;
        await house.TickAsync();
        await house.TickAsync();
        Assert.Equal("paused", (await house.ViewAsync()).Status);
        AssertEnteredAsDone(house, 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Entry_that_a_failing_disk_kept_all_the_same_is_not_entered_again(bool kept)
    {
        await using RolloutHouse house = await RunningAsync();
        LateEntry late = await OweAsync(house, kept);

        await house.TickAsync();
        await house.TickAsync();

        IntentEntry entered = Assert.Single(
            Entries<IntentEntry>(house), each => each.Operation == late.Operation);
        Assert.Equal(kept ? "pump-1-3" : $"late, done {late.Done:u}: pump-1-3", entered.Subject);
        Assert.Single(Entries<OutcomeEntry>(house), each => each.Operation == late.Operation);
    }

    [Fact]
    public async Task What_is_taken_back_does_not_wait_for_what_cannot_be_offered()
    {
        await using RolloutHouse house = await RolloutHouse.MakeAsync(30);
        await house.CreateAsync(RolloutHouse.Definition(rest: ", \"pace\": { \"perMinute\": 60 }"));
        await house.TellAsync(RolloutCommand.Start);
        await house.TickAsync();
        string offered = house.Road.Standing.Keys.First();
        house.Road.FailOffers = true;
        await house.TickAsync(TimeSpan.FromSeconds(5));
        long exposed = (await house.ViewAsync()).Exposed;
        await house.TickAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(exposed, (await house.ViewAsync()).Exposed);
        await house.Registry.SetStateAsync(Identity.Device(offered), DeviceState.Disabled, CancellationToken.None);

        await house.TickAsync(TimeSpan.FromHours(7));
        await house.TickAsync();

        Assert.DoesNotContain(offered, house.Road.Standing.Keys);
        house.Road.FailOffers = false;
        await house.TickAsync();
        await house.TickAsync();
        Assert.DoesNotContain(offered, house.Road.Standing.Keys);
        Assert.NotEmpty(house.Road.Standing);
    }

    private static async Task<RolloutHouse> RunningAsync(string rest = "")
    {
        RolloutHouse house = await RolloutHouse.MakeAsync(60);
        await house.CreateAsync(RolloutHouse.Definition(rest: rest));
        Assert.Equal(RolloutRefusal.None, await house.TellAsync(RolloutCommand.Start));
        await house.TickAsync();
        Assert.Equal(20, house.Road.Standing.Count);
        return house;
    }

    // As what was done while the log could not be written leaves it.
    private static async Task<LateEntry> OweAsync(RolloutHouse house, bool kept)
    {
        LateEntry late = new(
            Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"), house.Time.GetUtcNow(), "operator:ana",
            AuditActions.AbortRollout, "pump-1-3", default, house.Audit.KnownSize);
        if (kept)
        {
            await house.Audit.BeginAsync(late.Operation, late.Actor, late.Action, late.Subject, late.Digest);
        }

        await house.Writer.WriteAsync(
            db =>
            {
                LateEntryTable.Add(db, late, "pump-1-3: aborted", "rollout:pump-1-3");
                return true;
            },
            CancellationToken.None);
        return late;
    }

    private static async Task PauseLateAsync(RolloutHouse house)
    {
        house.Disk.Full = true;
        await house.TellAsync(RolloutCommand.Pause);
        await house.TickAsync();
        house.Disk.Full = false;
        await house.TickAsync();
        await house.TickAsync();
    }

    private static async Task TryAsync(Func<Task> play)
    {
        try
        {
            await play();
        }
        catch (StorageException)
        {
            // Killed.
        }
    }

    private static void AssertEnteredAsDone(RolloutHouse house, int times)
    {
        HashSet<Guid> done = [.. Entries<OutcomeEntry>(house).Select(each => each.Operation)];
        IntentEntry[] paused =
            [.. Entries<IntentEntry>(house).Where(each => each.Action == AuditActions.PauseRollout)];
        IntentEntry[] told = [.. paused.Where(each => done.Contains(each.Operation))];
        Assert.Equal(times, told.Length);
        Assert.All(told, each => Assert.Equal(
            1, Entries<OutcomeEntry>(house).Count(outcome => outcome.Operation == each.Operation)));
    }

    private static List<T> Entries<T>(RolloutHouse house) =>
        [.. house.Audit.Log.Read(0, 1000).Select(stored => stored.Entry).OfType<T>()];
}
