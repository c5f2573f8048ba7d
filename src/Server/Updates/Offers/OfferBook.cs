using System.Collections.Concurrent;
using Garita.Contracts.Identities;
using Garita.Firmware;
using Garita.Firmware.Delivery;

namespace Garita.Server.Updates.Offers;

/// <summary>
/// The offers that stand, one a device at most. The desk changes it; whoever serves devices reads it.
/// </summary>
internal sealed class OfferBook
{
    private readonly ConcurrentDictionary<Identity, StandingOffer> _offers = new();

    // Those on the carousel's path once more, so that where there are none nothing is gone through.
    private readonly ConcurrentDictionary<Identity, StandingOffer> _carousel = new();

    /// <summary>An offer stands from now on, or again.</summary>
    public event Action<StandingOffer>? Placed;

    /// <summary>All of them.</summary>
    public IEnumerable<StandingOffer> All => _offers.Values;

    /// <summary>Those that the carousel delivers.</summary>
    public IEnumerable<StandingOffer> OnCarousel => _carousel.Values;

    /// <summary>The offer that stands for a device; null where none does.</summary>
    public StandingOffer? Find(Identity device) => _offers.GetValueOrDefault(device);

    /// <summary>The offer by which a device may fetch a payload on a path; null where none allows it.</summary>
    public StandingOffer? Find(Identity device, Sha256Digest payload, DeliveryPath path) =>
        Find(device) is { } offer && offer.Payload.Digest == payload && offer.IsOn(path) ? offer : null;

    public void Put(StandingOffer offer)
    {
        _offers[offer.Device] = offer;
        if (offer.IsOn(DeliveryPath.Carousel))
        {
            _carousel[offer.Device] = offer;
        }
        else
        {
            _carousel.TryRemove(offer.Device, out _);
        }

        Placed?.Invoke(offer);
    }

    /// <summary>Takes an offer out unless another one stands in its place by now.</summary>
    public bool Remove(StandingOffer offer)
    {
        KeyValuePair<Identity, StandingOffer> entry = new(offer.Device, offer);
        _carousel.TryRemove(entry);
        return _offers.TryRemove(entry);
    }
}
