using Garita.Contracts.Api;
using Garita.Server.Rollouts.Desk;

namespace Garita.Server.Api.Problems;

/// <summary>Refusals about rollouts in words.</summary>
internal static class RefuseRollout
{
    public static ProblemResult Of(RolloutRefusal refusal) => refusal switch
    {
        RolloutRefusal.Unknown => Refuse.NotFound("There is no such rollout, or change."),
        RolloutRefusal.DefinitionWrong => Make("definition-wrong", "The definition does not read."),
        RolloutRefusal.NoRelease => Make("no-release", "Its release was not published, or was withdrawn."),
        RolloutRefusal.Begun => Make("begun", "A rollout of that name has begun; give it another name."),
        RolloutRefusal.TooMany => Make("too-many", "Too many rollouts are not over."),
        RolloutRefusal.NotNow => Make("not-now", "Not where the rollout stands now."),
        RolloutRefusal.NoWayBack => Make("no-way-back", "The release has no way back that devices take."),
        RolloutRefusal.NotApproved => Make("not-approved", "Not enough operators approved exactly this content."),
        RolloutRefusal.OtherContent => Make("other-content", "The approval is of other content than there is."),
        RolloutRefusal.NotInRole => Make("not-in-role", "You do not have that role."),
        RolloutRefusal.OwnWork => Make("own-work", "Who wrote it does not approve it."),
        RolloutRefusal.None => throw new ArgumentOutOfRangeException(nameof(refusal)),
    };

    public static ProblemResult NotNow(string status) =>
        Make("not-now", $"Not now: the rollout is {status}.");

    private static ProblemResult Make(string reason, string detail) => new(
        new Problem(ProblemTypes.RolloutRefused, "The rollout does not allow it", 409, detail) { Reason = reason });
}
