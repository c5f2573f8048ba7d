using System.Threading.Channels;
using Garita.Broker.Routing;
using Garita.Contracts.Identities;
using Garita.Contracts.Topics;
using Garita.Firmware;
using Garita.Firmware.Chunks;
using Garita.Firmware.Delivery;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.Server.Updates.Offers;

namespace Garita.Server.Updates.Serving;

/// <summary>
/// Sends devices the chunks that they ask for, one reply each in turn. A device whose replies wait to be written is
/// passed over until they are, so that neither the others nor what else it is sent waits behind its download.
/// </summary>
internal sealed class ChunkService : IAsyncDisposable
{
    private readonly OfferBook _book;
    private readonly ImageShelf _shelf;
    private readonly ReplySender _sender;
    private readonly UpdateOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();

    // Offers whose device has a request; each is there once, so that their number is the bound.
    private readonly Channel<StandingOffer> _ready = Channel.CreateUnbounded<StandingOffer>();
    private readonly Task _loop;

    public ChunkService(
        OfferBook book, ImageShelf shelf, ReplySender sender, UpdateOptions options, TimeProvider time)
    {
        (_book, _shelf, _sender, _options, _time) = (book, shelf, sender, options, time);
        _loop = RunAsync(_stop.Token);
    }

    /// <summary>Takes a request; it is answered later, or refused, or dropped.</summary>
    public void Take(Identity device, ChunkRequest request)
    {
        if (_book.Find(device, request.Payload, DeliveryPath.Mqtt) is not { } offer)
        {
            Refuse(device, request.Payload, ChunkRequestRefusal.NotOffered);
            return;
        }

        if (request.First >= offer.Payload.Layout.LeafCount)
        {
            Refuse(device, request.Payload, ChunkRequestRefusal.OutOfRange);
            return;
        }

        switch (offer.Requests.TryAdd(request, _options.MaxRequestsPerDevice))
        {
            case RequestPlace.First:
                _ready.Writer.TryWrite(offer);
                break;
            case RequestPlace.NoneForTheFirstTime:
                Refuse(device, request.Payload, ChunkRequestRefusal.TooMany);
                break;
            case RequestPlace.Behind or RequestPlace.None:
                break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    // Ends when it is told to stop; requests that wait then are asked again by their devices.
    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await foreach (StandingOffer offer in _ready.Reader.ReadAllAsync(stop).ConfigureAwait(false))
            {
                await TurnAsync(offer, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    private async Task TurnAsync(StandingOffer offer, CancellationToken stop)
    {
        if (_sender.IsBusy(offer.Device))
        {
            _ = LookAgainAsync(offer, stop);
            return;
        }

        if (offer.Requests.Next() is { } request)
        {
            await ReplyAsync(offer, request).ConfigureAwait(false);
            if (offer.Requests.HasMore())
            {
                _ready.Writer.TryWrite(offer);
            }
        }
    }

    private async Task LookAgainAsync(StandingOffer offer, CancellationToken stop)
    {
        try
        {
            await Task.Delay(_options.BusyPause, _time, stop).ConfigureAwait(false);
            _ready.Writer.TryWrite(offer);
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    private async Task ReplyAsync(StandingOffer offer, ChunkRequest request)
    {
        if (_book.Find(offer.Device) != offer)
        {
            return; // Withdrawn since: the device hears of that by itself.
        }

        PayloadFacts facts = offer.Payload;
        int size = facts.Layout.ChunkSize;
        int most = Math.Min(request.Count, _options.MaxReplyBytes / size);
        long end = Math.Min(request.First + most, facts.Layout.LeafCount);
        long offset = request.First * size;
        int length = (int)(Math.Min(end * size, facts.Bytes) - offset);
        if (!offer.TrySpend(length, _options))
        {
            Refuse(offer.Device, request.Payload, ChunkRequestRefusal.BudgetSpent);
            return;
        }

        OpenImage? image = await _shelf.OpenAsync(facts).ConfigureAwait(false);
        byte[]? chunks = image is null
            ? null
            : await _shelf.ReadAsync(image, offset, length).ConfigureAwait(false);
        if (chunks is null)
        {
            offer.Return(length);
            Refuse(offer.Device, request.Payload, ChunkRequestRefusal.Unavailable);
            return;
        }

        ChunkPacket packet = new(request.First, image!.Prover.Prove(request.First, end), chunks);
        await _sender.SendAsync(offer.Device, Message(offer.Device, UpdateChunk.Of(facts.Digest, packet.Encode())))
            .ConfigureAwait(false);
    }

    private void Refuse(Identity device, Sha256Digest payload, ChunkRequestRefusal refusal) =>
        _sender.Leave(device, () => Message(device, UpdateChunk.Refused(payload, refusal)));

    // QoS 0: what is lost is asked for again, and nothing waits in a session for a device that went away.
    private static LocalMessage Message(Identity device, UpdateChunk chunk) =>
        new(TopicName.Parse(DeviceTopics.Of(device).Chunk), chunk.Encode()) { QoS = QoS.AtMostOnce };
}
