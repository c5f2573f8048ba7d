using Garita.Contracts.Api.Rollouts;
using Garita.Rollouts.Planning;
using Garita.Server.Rollouts.Desk;
using Garita.Server.Rollouts.Engine;

namespace Garita.Server.Tests.Rollouts;

public sealed class ApprovalTests
{
    private static readonly Dictionary<string, string> Roles = new()
    {
        ["operator:ana"] = "release",
        ["operator:ben"] = "release fleet",
        ["operator:eva"] = "fleet release",
        ["operator:kim"] = "fleet",
    };

    [Fact]
    public async Task Rollout_starts_when_the_required_roles_approved_exactly_this()
    {
        await using RolloutHouse house = await RuledAsync();
        Assert.Equal(RolloutRefusal.NotApproved, await house.TellAsync(RolloutCommand.Start));
        Assert.Equal(RolloutRefusal.None, await ApproveAsync(house, "ben", "release"));
        Assert.Equal(RolloutRefusal.NotApproved, await house.TellAsync(RolloutCommand.Start));
        Assert.Equal(RolloutRefusal.None, await ApproveAsync(house, "kim", "fleet"));
        Assert.Equal(RolloutRefusal.None, await house.TellAsync(RolloutCommand.Start));
    }

    [Fact]
    public async Task Person_counts_once_whatever_role_or_credential_they_use()
    {
        await using RolloutHouse house = await RuledAsync();
        await ApproveAsync(house, "ben", "release");
        await ApproveAsync(house, "ben", "fleet", "token:ci");
        Assert.Equal(RolloutRefusal.NotApproved, await house.TellAsync(RolloutCommand.Start));
        Assert.Equal(1, (await house.ViewAsync()).Approvals.Sum(role => role.By.Count));
    }

    [Fact]
    public async Task Nobody_approves_their_own_nor_in_a_role_they_do_not_have()
    {
        await using RolloutHouse house = await RuledAsync();
        Assert.Equal(RolloutRefusal.OwnWork, await ApproveAsync(house, "ana", "release"));
        Assert.Equal(RolloutRefusal.OwnWork, await ApproveAsync(house, "ana", "release", "token:ci"));
        Assert.Equal(RolloutRefusal.NotInRole, await ApproveAsync(house, "kim", "release"));
        Assert.Equal(RolloutRefusal.NotInRole, await ApproveAsync(house, "mallory", "fleet"));
    }

    [Fact]
    public async Task Target_edited_after_the_approval_is_not_approved()
    {
        await using RolloutHouse house = await RuledAsync();
        string seen = (await house.ViewAsync()).Digest;
        await ApproveAsync(house, "ben", "release");
        await ApproveAsync(house, "kim", "fleet");
        await house.CreateAsync(RolloutHouse.Definition(target: "type = valve"));
        Assert.Equal(RolloutRefusal.NotApproved, await house.TellAsync(RolloutCommand.Start));
        Assert.Equal(RolloutRefusal.OtherContent, await house.Desk.ApproveAsync(
            "pump-1-3", new ApproveRequest(seen, "release"), RolloutHouse.Caller("ben"), CancellationToken.None));

        // What was approved is written again, and is work of somebody again.
        await house.CreateAsync(RolloutHouse.Definition());
        Assert.Equal(RolloutRefusal.NotApproved, await house.TellAsync(RolloutCommand.Start));
    }

    [Fact]
    public async Task Approval_counts_for_nothing_by_whom_the_rollout_is_however_it_came_to_be_theirs()
    {
        await using RolloutHouse house = await RuledAsync();
        RolloutView view = await house.ViewAsync();

        // As it stands where somebody approved while they wrote it themselves.
        await house.Approvals.ApproveAsync(
            "rollout:pump-1-3", new ApproveRequest(view.Digest, "release"), "operator:ben", RolloutHouse.Caller("ana"),
            CancellationToken.None);
        await ApproveAsync(house, "kim", "fleet");

        Assert.Equal(RolloutRefusal.NotApproved, await house.TellAsync(RolloutCommand.Start));
        Assert.Equal(RolloutRefusal.None, await ApproveAsync(house, "ben", "release"));
        Assert.Equal(RolloutRefusal.None, await house.TellAsync(RolloutCommand.Start));
    }

    [Fact]
    public async Task Rollout_that_began_takes_no_other_definition()
    {
        await using RolloutHouse house = await RolloutHouse.MakeAsync(3);
        await house.CreateAsync(RolloutHouse.Definition());
        await house.TellAsync(RolloutCommand.Start);
        (RolloutRefusal refusal, _) = await house.Desk.CreateAsync(
            RolloutHouse.Definition(target: "type = valve"), RolloutHouse.Caller("ana"), CancellationToken.None);
        Assert.Equal(RolloutRefusal.Begun, refusal);
    }

    [Fact]
    public async Task Change_of_rules_needs_the_approvals_of_the_rules_in_force()
    {
        await using RolloutHouse house = await RuledAsync();
        ApprovalRules none = new(new Dictionary<string, int>(), new Dictionary<string, string>());
        ApprovalChangeView change = await house.Approvals.ProposeAsync(none, RolloutHouse.Caller("ana"));
        Assert.Null(change.Made);
        Assert.Equal(2, (await house.Approvals.RulesAsync(CancellationToken.None)).Needed.Count);

        Assert.Equal(RolloutRefusal.OwnWork, await ChangeAsync(house, change, "ana", "release"));
        Assert.Equal(RolloutRefusal.None, await ChangeAsync(house, change, "ben", "release"));
        Assert.Equal(2, (await house.Approvals.RulesAsync(CancellationToken.None)).Needed.Count);
        Assert.Equal(RolloutRefusal.None, await ChangeAsync(house, change, "kim", "fleet"));
        Assert.Empty((await house.Approvals.RulesAsync(CancellationToken.None)).Needed);
    }

    [Fact]
    public async Task Approval_of_somebody_who_lost_the_role_counts_no_more()
    {
        await using RolloutHouse house = await RuledAsync();
        await ApproveAsync(house, "ben", "release");
        await ApproveAsync(house, "kim", "fleet");
        Dictionary<string, string> without = Roles.Where(role => role.Key != "operator:kim").ToDictionary();
        ApprovalChangeView change = await house.Approvals.ProposeAsync(
            new ApprovalRules(Needed, without), RolloutHouse.Caller("ana"));
        await ChangeAsync(house, change, "ben", "release");
        await ChangeAsync(house, change, "eva", "fleet");
        Assert.Equal(RolloutRefusal.NotApproved, await house.TellAsync(RolloutCommand.Start));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task Rollout_that_may_roll_back_by_itself_needs_a_way_back_that_devices_take(bool has, long epoch)
    {
        await using RolloutHouse house = await RolloutHouse.MakeAsync(3);
        house.Facts = new ReleaseFacts(
            RolloutHouse.Release, "1.3.0", 1, 1000, has ? RolloutHouse.WayBack : null, epoch);
        await house.CreateAsync(RolloutHouse.Definition(rest: ", \"onFailure\": \"rollback\""));
        Assert.Equal(RolloutRefusal.NoWayBack, await house.TellAsync(RolloutCommand.Start));
        Assert.NotEmpty((await house.Desk.PreviewAsync("pump-1-3", CancellationToken.None))!.Notices);
    }

    private static Dictionary<string, int> Needed => new() { ["release"] = 1, ["fleet"] = 1 };

    private static async Task<RolloutHouse> RuledAsync()
    {
        RolloutHouse house = await RolloutHouse.MakeAsync(3);
        ApprovalChangeView made = await house.Approvals.ProposeAsync(
            new ApprovalRules(Needed, Roles), RolloutHouse.Caller("ana"));
        Assert.NotNull(made.Made);
        await house.CreateAsync(RolloutHouse.Definition());
        return house;
    }

    private static async Task<RolloutRefusal> ApproveAsync(
        RolloutHouse house, string person, string role, string? credential = null) => await house.Desk.ApproveAsync(
        "pump-1-3", new ApproveRequest((await house.ViewAsync()).Digest, role),
        RolloutHouse.Caller(person, credential), CancellationToken.None);

    private static Task<RolloutRefusal> ChangeAsync(
        RolloutHouse house, ApprovalChangeView change, string person, string role) =>
            house.Approvals.ApproveChangeAsync(
        change.Id, new ApproveRequest(change.Digest, role), RolloutHouse.Caller(person), CancellationToken.None);
}
