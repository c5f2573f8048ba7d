using Garita.Firmware.Delivery;

namespace Garita.Device.Update.Agent;

/// <summary>The newest word of the server on what it wants on this device.</summary>
/// <param name="Version">Rises with each; 0 before the first.</param>
/// <param name="Offer">
/// What the server signed for this device; null where nothing is offered, or nothing was heard.
/// </param>
/// <param name="Changed">Fires at the next one.</param>
public readonly record struct OfferSnapshot(int Version, UpdateOfferMessage? Offer, CancellationToken Changed);
