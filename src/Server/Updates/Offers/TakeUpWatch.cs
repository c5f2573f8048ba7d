using Garita.Contracts.Api.Updates;
using Garita.Contracts.Identities;
using Garita.Server.Registry;

namespace Garita.Server.Updates.Offers;

/// <summary>
/// Tells which devices are offered something, are there, and say nothing: what offers that do not reach their device
/// look like. Kept in memory, so that it is counted anew after a restart of the server.
/// </summary>
internal sealed class TakeUpWatch : IDisposable
{
    private readonly OfferBook _book;
    private readonly Liveness _liveness;
    private readonly UpdateOptions _options;
    private readonly TimeProvider _time;

    public TakeUpWatch(OfferBook book, Liveness liveness, UpdateOptions options, TimeProvider time)
    {
        (_book, _liveness, _options, _time) = (book, liveness, options, time);
        _book.Placed += Placed;
        _liveness.CameUp += CameUp;
    }

    /// <summary>
    /// Since when a device could have taken an offer up, where that is longer than it should take; null where the offer
    /// does not stand, the device said something of it, or was not seen for so long.
    /// </summary>
    public DateTimeOffset? NotTakenSince(OfferRecord offer) =>
        offer is { State: OfferState.Offered, DeviceState: null }
        && _book.Find(offer.Device) is { } standing
        && standing.Record.Id == offer.Id
        && standing.ReachedAt is { } since
        && _liveness.LastSeen(offer.Device) - since >= _options.NotTakenAfter
            ? since
            : null;

    public void Dispose()
    {
        _book.Placed -= Placed;
        _liveness.CameUp -= CameUp;
    }

    // Whoever connects between the two is noted by both, and the first counts.
    private void Placed(StandingOffer offer)
    {
        if (_liveness.IsConnected(offer.Device))
        {
            offer.NoteReached(_time.GetUtcNow());
        }
    }

    private void CameUp(Identity device) => _book.Find(device)?.NoteReached(_time.GetUtcNow());
}
