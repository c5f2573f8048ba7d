namespace Garita.Contracts.Api.Updates;

/// <summary>What became of an offer to one device.</summary>
/// <param name="Device">The device's id.</param>
/// <param name="Outcome">What.</param>
public sealed record DeviceOffer(string Device, OfferOutcome Outcome);
