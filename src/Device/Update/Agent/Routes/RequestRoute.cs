using Garita.Device.Update.Machine;
using Garita.Firmware.Chunks;
using Garita.Firmware.Delivery;

namespace Garita.Device.Update.Agent.Routes;

/// <summary>
/// Chunks on request over the MQTT connection: one request is open at a time, each answered by one packet with one
/// proof.
/// </summary>
internal sealed class RequestRoute : IImageRoute
{
    // Replies come with QoS 0: one may be lost, three in a row are a path that does not work.
    private const int MaxLost = 3;

    /// <inheritdoc/>
    public async Task<RouteEnd> FetchAsync(ImageFetch fetch, CancellationToken cancellationToken)
    {
        int lost = 0;
        while (fetch.Progress is { } progress)
        {
            fetch.Line.Inbox.Chunks.Drain();
            ChunkRequest request = new(fetch.Image.Payload.Digest, progress.Next, fetch.NextCount(progress));
            await fetch.Line.SendAsync(UpdateRequest.Of(request), cancellationToken).ConfigureAwait(false);
            RouteEnd? end = await AnswerAsync(fetch, cancellationToken).ConfigureAwait(false);
            lost = end == RouteEnd.TooSlow ? lost + 1 : 0;
            if (end is { } over && (over != RouteEnd.TooSlow || lost == MaxLost))
            {
                return over;
            }

            await fetch.Taken(cancellationToken).ConfigureAwait(false);
        }

        return RouteEnd.Done;
    }

    // Late and repeated packets do not stretch the time in which the one that was asked for must come.
    private static async Task<RouteEnd?> AnswerAsync(ImageFetch fetch, CancellationToken cancellationToken)
    {
        using Deadline deadline = fetch.Limit(fetch.Options.BatchTime, cancellationToken);
        try
        {
            while (true)
            {
                ReadOnlyMemory<byte> message = await fetch.Line.Inbox.Chunks.ReadAsync(deadline.Token)
                    .ConfigureAwait(false);
                if (UpdateChunk.TryRead(message, out UpdateChunk? chunk) != DeliveryRefusal.None)
                {
                    return RouteEnd.Refused;
                }

                if (chunk!.Payload != fetch.Image.Payload.Digest)
                {
                    continue;
                }

                if (chunk.Packet is not { } encoded)
                {
                    return RouteEnd.Refused;
                }

                TakeVerdict verdict = ChunkPacket.TryRead(encoded, out ChunkPacket? packet) == ChunkRefusal.None
                    ? fetch.Take(packet!)
                    : TakeVerdict.Refused;
                if (verdict != TakeVerdict.NotNext)
                {
                    return EndOf(verdict);
                }
            }
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            return RouteEnd.TooSlow;
        }
    }

    private static RouteEnd? EndOf(TakeVerdict verdict) => verdict switch
    {
        TakeVerdict.Taken or TakeVerdict.NotNext => null,
        TakeVerdict.Refused => RouteEnd.BadChunks,
        TakeVerdict.NotAsked or TakeVerdict.BudgetSpent or TakeVerdict.StorageFailed => RouteEnd.Done,
    };
}
