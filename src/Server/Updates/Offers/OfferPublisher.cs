using System.Collections.Frozen;
using Garita.Broker.Routing;
using Garita.Contracts.Api.Updates;
using Garita.Contracts.Identities;
using Garita.Contracts.Topics;
using Garita.Firmware.Delivery;
using Garita.Mqtt.Topics;
using Garita.Server.Releases;

namespace Garita.Server.Updates.Offers;

/// <summary>
/// Makes the broker and the book say what the database has of one device. Called by the desk alone, in its turn.
/// </summary>
internal sealed class OfferPublisher(OfferSurroundings around, OfferBook book)
{
    /// <summary>Lets a device fetch what is offered, then tells it. Where that cannot be, nothing is offered.</summary>
    /// <exception cref="Storage.StorageException">The database or the log cannot be read; nothing changed.</exception>
    public async Task<OfferOutcome> PublishAsync(OfferRecord record, CancellationToken cancellationToken)
    {
        ManifestRecord? manifest = await around.Catalog.ManifestAsync(record.Manifest, cancellationToken)
            .ConfigureAwait(false);
        long? seen = await around.Database.ReadAsync(
            db => OfferTable.LogSizeOf(db, record.Device.Name), cancellationToken).ConfigureAwait(false);
        UpdateOfferMessage message = around.Messages.Make(record, manifest!, seen);
        StandingOffer offer = book.Find(record.Device) is { } known && known.Record.Id == record.Id
            ? known // with what was spent of it
            : new StandingOffer(record, manifest!);
        offer.HistoryFrom = message.Histories is [var history] ? history.Size : 0;
        book.Put(offer);
        SetImages(offer);
        PublishOutcome outcome = await RetainAsync(record.Device, message.Encode()).ConfigureAwait(false);
        if (outcome == PublishOutcome.Accepted)
        {
            return OfferOutcome.Offered;
        }

        UpdateLog.NotPublished(around.Logger, record.Device, outcome.ToString());
        await ClearAsync(offer).ConfigureAwait(false);
        return outcome == PublishOutcome.QuotaExceeded ? OfferOutcome.BrokerFull : OfferOutcome.PolicyRefused;
    }

    /// <summary>Tells a device that nothing is offered, and ends what it could fetch.</summary>
    public async Task ClearAsync(StandingOffer offer)
    {
        if (book.Remove(offer))
        {
            // [MQTT-3.3.1-6]: an empty retained message takes the one before away.
            await RetainAsync(offer.Device, ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
            SetImages(offer);
        }
    }

    private async Task<PublishOutcome> RetainAsync(Identity device, ReadOnlyMemory<byte> payload) =>
        await around.Peer.PublishAsync(
            new LocalMessage(TopicName.Parse(DeviceTopics.Of(device).Offer), payload) { Retain = true })
                .ConfigureAwait(false);

    private void SetImages(StandingOffer changed)
    {
        StandingOffer? now = book.Find(changed.Device);
        FrozenSet<string> images = now is not null && now.IsOn(DeliveryPath.Carousel)
            ? FrozenSet.Create(now.Payload.Digest.Hex)
            : FrozenSet<string>.Empty;
        if (around.Registry.SetImages(changed.Device, images))
        {
            around.Broker.Refresh(changed.Device);
        }
    }
}
