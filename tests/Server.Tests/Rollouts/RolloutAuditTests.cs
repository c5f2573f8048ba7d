using Garita.AuditLog.Entries;
using Garita.Contracts.Api.Rollouts;
using Garita.Rollouts.Planning;
using Garita.Server.Audit;
using Garita.Server.Rollouts.Auditing;
using Garita.Server.Rollouts.Desk;
using Garita.Server.Storage;

namespace Garita.Server.Tests.Rollouts;

public sealed class RolloutAuditTests
{
    private static readonly TimeSpan Soaked = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Log_tells_who_told_a_rollout_what_and_by_what_evidence_it_stopped()
    {
        await using RolloutHouse house = await StoppedAsync();
        string digest = (await house.ViewAsync()).Digest;
        List<IntentEntry> intents = Entries<IntentEntry>(house);
        Assert.Equal(
            ["rollout.create", "rollout.start", "rollout.decide"], intents.Take(3).Select(each => each.Action));
        Assert.All(intents, each => Assert.Equal(digest, each.Digest.ToString()));
        Assert.Equal("operator:ana", intents[1].Actor);
        Assert.Equal(RolloutAudit.Engine, intents[2].Actor);
        Assert.Contains("is bad", intents[2].Subject, StringComparison.Ordinal);
        Assert.Matches("[0-9]+ of [0-9]+ devices failed; evidence [0-9.]+ reaches", intents[2].Subject);

        OutcomeEntry[] outcomes = [.. Entries<OutcomeEntry>(house)];
        Assert.Equal(intents.Select(each => each.Operation).Order(), outcomes.Select(each => each.Operation).Order());
        Assert.All(outcomes, each => Assert.Equal(OutcomeResult.Done, each.Result));
        Assert.Contains(outcomes, each => each.Detail == "pump-1-3: rolling-back");
    }

    [Fact]
    public async Task Token_is_told_beside_the_operator_who_made_it()
    {
        await using RolloutHouse house = await RolloutHouse.MakeAsync(1);
        await house.Desk.CreateAsync(
            RolloutHouse.Definition(), RolloutHouse.Caller("ana", "token:ci"), CancellationToken.None);
        Assert.Equal("operator:ana by token:ci", Assert.Single(Entries<IntentEntry>(house)).Actor);
    }

    [Fact]
    public async Task Approvals_rules_and_roles_are_told_and_what_is_refused_is_not_announced()
    {
        await using RolloutHouse house = await RolloutHouse.MakeAsync(1);
        ApprovalRules rules = new(
            new Dictionary<string, int> { ["fleet"] = 1 },
            new Dictionary<string, string> { ["operator:ben"] = "fleet" });
        await house.Approvals.ProposeAsync(rules, RolloutHouse.Caller("ana"));
        await house.CreateAsync(RolloutHouse.Definition());
        ApproveRequest request = new((await house.ViewAsync()).Digest, "fleet");
        Assert.Equal(RolloutRefusal.OwnWork, await ApproveAsync(house, request, "ana"));
        Assert.Equal(RolloutRefusal.NotInRole, await ApproveAsync(house, request, "eva"));
        Assert.Equal(RolloutRefusal.None, await ApproveAsync(house, request, "ben"));
        ApprovalChangeView change = await house.Approvals.ProposeAsync(
            new ApprovalRules(rules.Needed, rules.Roles.Append(new("operator:eva", "fleet")).ToDictionary()),
            RolloutHouse.Caller("ana"));
        await house.Approvals.ApproveChangeAsync(
            change.Id, new ApproveRequest(change.Digest.ToUpperInvariant(), "fleet"), RolloutHouse.Caller("ben"),
            CancellationToken.None);
        await house.TickAsync();

        Assert.Equal(
            ["rules.propose", "rollout.create", "rollout.approve", "rules.propose", "rules.approve"],
            Entries<IntentEntry>(house).Select(each => each.Action));
        Assert.Equal(
            [
                "change:1 is in force", "pump-1-3: draft", "rollout:pump-1-3 as fleet",
                "change:2 waits for approvals", "change:2 as fleet: it is in force",
            ],
            Entries<OutcomeEntry>(house).Select(each => each.Detail));
    }

    [Fact]
    public async Task What_the_log_cannot_take_is_not_done()
    {
        await using RolloutHouse house = await RolloutHouse.MakeAsync(30);
        house.Disk.Full = true;
        await Assert.ThrowsAsync<StorageException>(() => house.CreateAsync(RolloutHouse.Definition()));
        Assert.Null(await house.Desk.FindAsync("pump-1-3", CancellationToken.None));
        house.Disk.Full = false;
        await house.CreateAsync(RolloutHouse.Definition());

        house.Disk.Full = true;
        await Assert.ThrowsAsync<StorageException>(() => house.TellAsync(RolloutCommand.Start));
        Assert.Equal("draft", (await house.ViewAsync()).Status);
        house.Disk.Full = false;
        await house.TellAsync(RolloutCommand.Start);
        await house.TickAsync();

        await house.TellAsync(RolloutCommand.Pause);
        house.Disk.Full = true;
        await Assert.ThrowsAsync<StorageException>(() => house.TellAsync(RolloutCommand.Resume));
        await Assert.ThrowsAsync<StorageException>(() => house.TellAsync(RolloutCommand.Rollback));
        Assert.Equal("paused", (await house.ViewAsync()).Status);
    }

    [Fact]
    public async Task Server_that_is_killed_at_every_write_tells_of_everything_that_was_done_and_of_nothing_else()
    {
        int writes;
        await using (RolloutHouse counted = await StoppedAsync())
        {
            writes = counted.Writer.Writes;
        }

        for (int at = 1; at <= writes; at++)
        {
            await using RolloutHouse house = await RolloutHouse.MakeAsync(30);
            house.Writer.FailFrom = at;
            await Assert.ThrowsAnyAsync<Exception>(() => PlayAsync(house));
            await house.RestartAsync();
            await PlayAsync(house);
            AssertToldOnce(house, await house.ViewAsync());
        }
    }

    [Fact]
    public async Task Write_that_fails_though_it_was_stored_is_told_of_all_the_same()
    {
        await using RolloutHouse house = await RolloutHouse.MakeAsync(30);
        house.Writer.FailAfter = true;
        await Assert.ThrowsAsync<StorageException>(() => house.CreateAsync(RolloutHouse.Definition()));
        house.Writer.FailAfter = false;
        await house.TickAsync();
        Assert.Equal("pump-1-3: draft", Assert.Single(Entries<OutcomeEntry>(house)).Detail);
    }

    private static async Task<RolloutHouse> StoppedAsync()
    {
        RolloutHouse house = await RolloutHouse.MakeAsync(30);
        await PlayAsync(house);
        Assert.Equal("rolled-back", (await house.ViewAsync()).Status);
        return house;
    }

    // A bad release is stopped and rolled back. What was done before is done again and changes nothing.
    private static async Task PlayAsync(RolloutHouse house)
    {
        if (await house.Desk.FindAsync("pump-1-3", CancellationToken.None) is not { Status: not "draft" })
        {
            await house.CreateAsync(RolloutHouse.Definition(rest: ", \"onFailure\": \"rollback\""));
            await house.TellAsync(RolloutCommand.Start);
        }

        for (int round = 0; round < 4; round++)
        {
            await house.TickAsync();
            foreach (string device in house.Road.Standing.Keys.Take(2).ToArray())
            {
                house.Report(device, 1, AttemptOutcome.Installed);
            }

            house.Answer((await house.ViewAsync()).Status == "running" ? AttemptOutcome.Reverted
                : AttemptOutcome.Installed);
            await house.TickAsync(Soaked);
        }

        if (house.Writer.Writes >= house.Writer.FailFrom)
        {
            throw new StorageException(StorageFault.Full, "the server was killed");
        }
    }

    // Every event of the rollout was announced before, and told of as done; nothing else was told of as done.
    private static void AssertToldOnce(RolloutHouse house, RolloutView view)
    {
        Guid[] done = [.. Entries<OutcomeEntry>(house).Select(each => each.Operation).Distinct()];
        IntentEntry[] announced = [.. Entries<IntentEntry>(house).Where(each => done.Contains(each.Operation))];
        Assert.Equal(done.Length, announced.Length);
        Assert.Equal(
            view.Events.Count(happened => happened.Kind == "command"),
            announced.Count(each => each.Action == AuditActions.StartRollout));
        Assert.Equal(
            view.Events.Where(happened => happened.Kind != "command").Select(each => $"{view.Name}: {each.Text}"),
            announced.Where(each => each.Action == AuditActions.DecideRollout).Select(each => each.Subject));
    }

    private static Task<RolloutRefusal> ApproveAsync(RolloutHouse house, ApproveRequest request, string person) =>
        house.Desk.ApproveAsync("pump-1-3", request, RolloutHouse.Caller(person), CancellationToken.None);

    private static List<T> Entries<T>(RolloutHouse house) =>
        [.. house.Audit.Log.Read(0, 1000).Select(stored => stored.Entry).OfType<T>()];
}
