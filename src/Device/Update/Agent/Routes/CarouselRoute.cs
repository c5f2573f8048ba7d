using Garita.Contracts.Topics;
using Garita.Device.Update.Machine;
using Garita.Firmware.Chunks;

namespace Garita.Device.Update.Agent.Routes;

/// <summary>
/// Chunks that are sent once for many devices, in turns. Follows a window of the next ones, each by an exact filter; a
/// download that has nothing yet begins wherever the carousel is.
/// </summary>
internal sealed class CarouselRoute : IImageRoute
{
    /// <inheritdoc/>
    public async Task<RouteEnd> FetchAsync(ImageFetch fetch, CancellationToken cancellationToken)
    {
        fetch.Line.Inbox.Carousel.Drain();
        HashSet<long> followed = [];
        try
        {
            while (fetch.Progress is { } progress)
            {
                await MoveAsync(fetch, progress, followed, cancellationToken).ConfigureAwait(false);
                if (await TakeAsync(fetch, cancellationToken).ConfigureAwait(false) is { } end)
                {
                    return end;
                }

                await fetch.Taken(cancellationToken).ConfigureAwait(false);
            }

            return RouteEnd.Done;
        }
        finally
        {
            await LeaveAsync(fetch, followed).ConfigureAwait(false);
        }
    }

    // Half a window at a time: what is being sent while the answer to SUBSCRIBE is under way is followed already.
    private static async Task MoveAsync(
        ImageFetch fetch, DownloadProgress progress, HashSet<long> followed, CancellationToken cancellationToken)
    {
        long[] wanted = Window(progress, fetch.CarouselWindow);
        int ahead = wanted.TakeWhile(followed.Contains).Count(); // without a gap from the next one on
        if (followed.Count > 0 && ahead > wanted.Length / 2)
        {
            return;
        }

        // First the ones that are over: a broker counts the subscriptions of a session.
        long[] over = [.. followed.Except(wanted)];
        long[] fresh = [.. wanted.Where(index => !followed.Contains(index))];
        if (over.Length > 0)
        {
            await fetch.Line.ForgetAsync(Topics(fetch, over), cancellationToken).ConfigureAwait(false);
            followed.ExceptWith(over);
        }

        if (fresh.Length > 0)
        {
            await fetch.Line.FollowAsync(Topics(fetch, fresh), cancellationToken).ConfigureAwait(false);
            followed.UnionWith(fresh);
        }
    }

    // Nothing written yet: the window is spread over the image, and the first one that comes is the beginning.
    private static long[] Window(DownloadProgress progress, int size)
    {
        int count = (int)Math.Min(size, progress.Missing);
        long step = progress.AnyStart ? progress.Total / count : 1;
        return [.. Enumerable.Range(0, count).Select(i => (progress.Next + (i * step)) % progress.Total)];
    }

    private static async Task<RouteEnd?> TakeAsync(ImageFetch fetch, CancellationToken cancellationToken)
    {
        using Deadline deadline = fetch.Limit(fetch.Options.CarouselTime, cancellationToken);
        try
        {
            while (true)
            {
                ReadOnlyMemory<byte> encoded = await fetch.Line.Inbox.Carousel.ReadAsync(deadline.Token)
                    .ConfigureAwait(false);
                bool isPacket = ChunkPacket.TryRead(encoded, out ChunkPacket? packet) == ChunkRefusal.None;
                if (isPacket && fetch.Progress is { AnyStart: false } progress && packet!.First != progress.Next)
                {
                    // One that was missed comes again with the next turn; those in between are nobody's fault, and
                    // cost the update nothing.
                    continue;
                }

                TakeVerdict verdict = isPacket ? fetch.Take(packet!) : TakeVerdict.Refused;
                switch (verdict)
                {
                    case TakeVerdict.Taken:
                        return null;
                    case TakeVerdict.Refused:
                        return RouteEnd.BadChunks;
                    case TakeVerdict.NotAsked or TakeVerdict.BudgetSpent or TakeVerdict.StorageFailed:
                        return RouteEnd.Done;
                    case TakeVerdict.NotNext:
                        break;
                }
            }
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            return RouteEnd.TooSlow;
        }
    }

    // Without a connection there is nothing to forget at the other end, and the session's list is cleared all the same.
    private static async Task LeaveAsync(ImageFetch fetch, HashSet<long> followed)
    {
        if (followed.Count == 0)
        {
            return;
        }

        try
        {
            await fetch.Line.ForgetAsync(Topics(fetch, [.. followed]), CancellationToken.None).ConfigureAwait(false);
        }
        catch (MqttClient.MqttClientException)
        {
            // The caller learns of the connection elsewhere.
        }
    }

    private static string[] Topics(ImageFetch fetch, long[] indexes) =>
        [.. indexes.Select(index => DeviceTopics.ImageChunk(fetch.Image.Payload.Digest.Hex, index))];
}
