using Garita.Contracts.Topics;
using Garita.Device.Update.Agent;
using Garita.Firmware;
using Garita.Firmware.Chunks;
using Garita.Firmware.Delivery;
using Garita.Firmware.Manifests;

namespace Garita.DeliveryBench;

/// <summary>One image on its way to a device that counts chunks: the server's cost is what is measured.</summary>
internal sealed class Download
{
    private const int Batch = 32; // chunks of 4 KiB in the largest reply
    private const int Window = 48;

    private readonly Sha256Digest _payload;
    private readonly ChunkLayout _layout;

    public Download(UpdateOfferMessage offer, ReleaseKeys keys)
    {
        ImageDescription image = Describe(offer, keys);
        (_payload, _layout, Bytes) = (image.Payload.Digest, image.Chunks, image.Payload.Length);
    }

    public long Bytes { get; }

    public static Sha256Digest ManifestOf(UpdateOfferMessage offer) => Open(offer).ManifestDigest;

    /// <summary>Two requests under way, as an agent has.</summary>
    public async Task OnRequestAsync(IUpdateLink link)
    {
        long asked = 0;
        long got = 0;
        for (int ahead = 0; ahead < 2; ahead++)
        {
            await AskAsync();
        }

        while (got < _layout.LeafCount)
        {
            ChunkPacket packet = await ReplyAsync(link);
            got += (packet.Chunks.Length + _layout.ChunkSize - 1) / _layout.ChunkSize;
            await AskAsync();
        }

        async Task AskAsync()
        {
            if (asked < _layout.LeafCount)
            {
                int count = (int)Math.Min(Batch, _layout.LeafCount - asked);
                ChunkRequest request = new(_payload, asked, count);
                asked += count;
                await link.SendAsync(UpdateRequest.Of(request), CancellationToken.None);
            }
        }
    }

    /// <summary>Follows a window of chunks, half of which moves on when it has come, until it has each.</summary>
    public async Task FromCarouselAsync(IUpdateLink link)
    {
        HashSet<long> missing = [.. Enumerable.Range(0, (int)_layout.LeafCount).Select(n => (long)n)];
        HashSet<long> followed = [];
        long next = 0;
        while (missing.Count > 0)
        {
            if (followed.Count(missing.Contains) <= Math.Min(Window / 2, missing.Count - 1))
            {
                await MoveAsync(link, missing, followed, next);
            }

            using CancellationTokenSource limit = new(TimeSpan.FromMinutes(10));
            ReadOnlyMemory<byte> message = await link.Inbox.Carousel.ReadAsync(limit.Token);
            if (ChunkPacket.TryRead(message, out ChunkPacket? packet) == ChunkRefusal.None)
            {
                missing.Remove(packet!.First);
                next = (packet.First + 1) % _layout.LeafCount;
            }
        }

        await link.ForgetAsync(Topics(followed), CancellationToken.None);
    }

    private async Task MoveAsync(IUpdateLink link, HashSet<long> missing, HashSet<long> followed, long next)
    {
        long[] over = [.. followed.Where(n => !missing.Contains(n))];
        if (over.Length > 0)
        {
            followed.ExceptWith(over);
            await link.ForgetAsync(Topics(over), CancellationToken.None);
        }

        long[] fresh =
        [
            .. Enumerable.Range(0, (int)_layout.LeafCount).Select(n => (next + n) % _layout.LeafCount)
                .Where(n => missing.Contains(n) && !followed.Contains(n)).Take(Window - followed.Count),
        ];
        if (fresh.Length > 0)
        {
            followed.UnionWith(fresh);
            await link.FollowAsync(Topics(fresh), CancellationToken.None);
        }
    }

    private static async Task<ChunkPacket> ReplyAsync(IUpdateLink link)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(5));
        ReadOnlyMemory<byte> message = await link.Inbox.Chunks.ReadAsync(limit.Token);
        return UpdateChunk.TryRead(message, out UpdateChunk? chunk) == DeliveryRefusal.None
            && chunk!.Packet is { } bytes
            && ChunkPacket.TryRead(bytes, out ChunkPacket? packet) == ChunkRefusal.None
                ? packet!
                : throw new InvalidOperationException($"refused: {chunk?.Refusal}");
    }

    private string[] Topics(IEnumerable<long> indexes) =>
        [.. indexes.Select(index => DeviceTopics.ImageChunk(_payload.Hex, index))];

    private static Envelope Open(UpdateOfferMessage offer) =>
        Envelope.TryParse(offer.Envelope.Span, out Envelope? envelope) == ManifestRefusal.None
            ? envelope!
            : throw new InvalidOperationException("the envelope cannot be read");

    private static ImageDescription Describe(UpdateOfferMessage offer, ReleaseKeys keys) =>
        VerifiedManifest.TryVerify(offer.Envelope, keys, out VerifiedManifest? manifest, out ManifestRefusal refusal)
        && manifest.Image is { } image
            ? image
            : throw new InvalidOperationException($"the manifest is refused: {refusal}");
}
