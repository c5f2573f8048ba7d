using Garita.Contracts.Api.Updates;
using Garita.Contracts.Identities;

namespace Garita.Server.Updates.Offers;

/// <summary>What became of an order.</summary>
/// <param name="Refusal">Why it was refused whole.</param>
/// <param name="Devices">Device by device, in the order asked; empty where it was refused whole.</param>
internal sealed record OfferResult(
    OfferRefusal Refusal, IReadOnlyList<(Identity Device, OfferOutcome Outcome)> Devices)
{
    public static OfferResult Refused(OfferRefusal refusal) => new(refusal, []);
}
