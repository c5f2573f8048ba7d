using Garita.Device.Update.Journal;
using Garita.Device.Update.Slots;

namespace Garita.Device.Update.Machine;

/// <summary>Whether an offer is begun, beside what its manifest says.</summary>
internal static class OfferJudge
{
    /// <summary>Why not; null where nothing speaks against it.</summary>
    public static OfferVerdict? Refuse(UpdateOffer offer, UpdateEntry entry, Slot target) =>
        !IsName(offer.Deployment) || offer.Attempt < 1 ? OfferVerdict.Malformed
        : entry.Concluded.Any(c => c.Deployment == offer.Deployment && c.Attempt >= offer.Attempt)
            ? OfferVerdict.Concluded
        : UpdateTable.Next(entry.Stage, UpdateEvent.Offered) is null ? OfferVerdict.NotConfirmed
        : offer.Manifest.Image is not { } image ? OfferVerdict.NotAnImage
        : image.Size > target.Capacity ? OfferVerdict.TooLarge
        : null;

    /// <summary>Whether this very offer is under way.</summary>
    public static bool IsUnderWay(UpdateOffer offer, UpdateEntry entry) =>
        entry.Stage != UpdateStage.Idle
        && entry.Deployment == offer.Deployment
        && entry.Attempt == offer.Attempt
        && entry.Manifest == offer.Manifest.Digest;

    private static bool IsName(string name) =>
        name.Length is > 0 and <= UpdateEntry.MaxDeploymentLength
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
