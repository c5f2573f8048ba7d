using Garita.Contracts.Api;
using Garita.Server.Updates.Offers;

namespace Garita.Server.Api.Problems;

/// <summary>Why a release is not offered, as problems.</summary>
internal static class RefuseUpdate
{
    public static ProblemResult Offer(OfferRefusal refusal, string release) => refusal switch
    {
        OfferRefusal.NoRelease => Refuse.NotFound($"There is no manifest {release}."),
        OfferRefusal.ReleaseWithdrawn => Make("The release was withdrawn.", refusal),
        OfferRefusal.ImageMissing => Make("The image store does not have what the release delivers.", refusal),
        OfferRefusal.KeyOfferMissing => Make("The image is encrypted; the offer needs a key offer.", refusal),
        OfferRefusal.KeyOfferWrong =>
            Make("The key offer cannot be read, or the image is not encrypted.", refusal),
        OfferRefusal.None => Refuse.Fault(),
    };

    public static ProblemResult NeedsApproval() => Make(
        "Approvals are asked for: bring the release out by a rollout, which has them.", "needs-approval");

    private static ProblemResult Make(string detail, OfferRefusal reason) =>
        Make(detail, RefuseRelease.Slug(reason.ToString()));

    private static ProblemResult Make(string detail, string reason) => new(new Problem(
        ProblemTypes.OfferRefused, "The release cannot be offered", 409, detail, Field: null, reason));
}
