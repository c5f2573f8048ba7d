using Garita.Broker.Routing;
using Garita.Contracts.Topics;
using Garita.Firmware.Chunks;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.Server.Registry;
using Garita.Server.Updates.Offers;

namespace Garita.Server.Updates.Serving;

/// <summary>
/// Publishes the chunks of images in turns, each once for all devices that listen, as long as one of the devices that
/// the image is offered to on this path is connected. Paced: all images together get a fixed number of bytes a second.
/// </summary>
internal sealed class Carousel : IAsyncDisposable
{
    private readonly OfferBook _book;
    private readonly Liveness _liveness;
    private readonly ImageShelf _shelf;
    private readonly ReplySender _sender;
    private readonly UpdateOptions _options;
    private readonly CancellationTokenSource _stop = new();

    // The loop's own: where each image is, and what was not sent of the bytes that were due.
    private readonly Dictionary<PayloadFacts, long> _next = [];
    private readonly Task _loop;
    private long _due;

    public Carousel(
        OfferBook book, Liveness liveness, ImageShelf shelf, ReplySender sender, UpdateOptions options,
        TimeProvider time)
    {
        (_book, _liveness, _shelf, _sender, _options) = (book, liveness, shelf, sender, options);
        _loop = RunAsync(time, _stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    // Ends when it is told to stop.
    private async Task RunAsync(TimeProvider time, CancellationToken stop)
    {
        using PeriodicTimer timer = new(_options.CarouselTick, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                await TurnAsync(stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    private async Task TurnAsync(CancellationToken stop)
    {
        StandingOffer[] offers =
        [
            .. _book.OnCarousel.Where(offer => _liveness.IsConnected(offer.Device)).DistinctBy(offer => offer.Payload),
        ];
        foreach (PayloadFacts gone in _next.Keys.Except(offers.Select(offer => offer.Payload)).ToArray())
        {
            _next.Remove(gone);
        }

        long tick = (long)(_options.CarouselBytesPerSecond * _options.CarouselTick.TotalSeconds);
        _due = offers.Length == 0 ? 0 : Math.Min(_due + tick, tick + ChunkLayout.MaxChunkSize);
        int unreadable = 0;
        for (int i = 0; _due > 0 && unreadable < offers.Length; i++)
        {
            stop.ThrowIfCancellationRequested();
            int sent = await SendAsync(offers[i % offers.Length])
                .ConfigureAwait(false);
            _due -= sent;
            unreadable = sent == 0 ? unreadable + 1 : 0;
        }
    }

    // The next chunk of an image; answers its bytes, 0 where it cannot be read.
    private async Task<int> SendAsync(StandingOffer offer)
    {
        PayloadFacts facts = offer.Payload;
        long index = _next.GetValueOrDefault(facts);
        _next[facts] = (index + 1) % facts.Layout.LeafCount;
        int size = facts.Layout.ChunkSize;
        int length = (int)Math.Min(size, facts.Bytes - (index * size));
        OpenImage? image = await _shelf.OpenAsync(facts).ConfigureAwait(false);
        byte[]? chunk = image is null
            ? null
            : await _shelf.ReadAsync(image, index * size, length).ConfigureAwait(false);
        if (chunk is null)
        {
            return 0;
        }

        ChunkPacket packet = new(index, image!.Prover.Prove(index, index + 1), chunk);
        TopicName topic = TopicName.Parse(DeviceTopics.ImageChunk(facts.Digest.Hex, index));
        await _sender.SendAsync(
            offer.Device, new LocalMessage(topic, packet.Encode()) { QoS = QoS.AtMostOnce }).ConfigureAwait(false);
        return length;
    }
}
