using Garita.Device.Trust;
using Garita.Firmware.Delivery;

namespace Garita.Device.Update.Agent;

/// <summary>An offer that was read, with what the gate made of it.</summary>
/// <param name="Message">The offer.</param>
/// <param name="Name">What a status says of it.</param>
/// <param name="Release">The release; null where it is not taken.</param>
/// <param name="State">What the server is told where it is not taken.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">The finer reason, for the log.</param>
internal sealed record JudgedOffer(
    UpdateOfferMessage Message,
    OfferName Name,
    AcceptedRelease? Release,
    UpdateState State,
    UpdateReason? Reason,
    string Detail);
