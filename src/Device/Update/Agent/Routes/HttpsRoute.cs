using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Garita.Device.Update.Machine;
using Garita.Firmware.Chunks;
using Garita.MqttClient;

namespace Garita.Device.Update.Agent.Routes;

/// <summary>
/// Ranges of the image over HTTPS with the device certificate, and before them the list of its leaves, which the signed
/// root vouches for. Holds the list and one batch.
/// </summary>
internal sealed class HttpsRoute : IImageRoute
{
    private const int HashLength = 32;

    /// <inheritdoc/>
    public async Task<RouteEnd> FetchAsync(ImageFetch fetch, CancellationToken cancellationToken)
    {
        if (fetch.Image.Chunks.LeafCount > fetch.Options.MaxLeafListBytes / HashLength)
        {
            return RouteEnd.Refused;
        }

        using HttpClient client = new(Handler(fetch.Line), disposeHandler: true)
        {
            Timeout = Timeout.InfiniteTimeSpan, // every wait below has a limit of its own
        };
        try
        {
            byte[] list = new byte[fetch.Image.Chunks.LeafCount * HashLength];
            RouteEnd? end = await ReadListAsync(fetch, client, list, cancellationToken).ConfigureAwait(false);
            if (end is not null)
            {
                return end.Value;
            }

            ChunkRefusal refusal = VerifiedLeafList.TryVerify(fetch.Image.Chunks, list, out VerifiedLeafList? leaves);
            return refusal == ChunkRefusal.None
                ? await ReadImageAsync(fetch, client, leaves!, cancellationToken).ConfigureAwait(false)
                : RouteEnd.BadChunks;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return RouteEnd.Failed;
        }
    }

    // The connection is handed over with both sides authenticated; what the handler is to add to it is HTTP alone.
    private static SocketsHttpHandler Handler(UpdateLine line) => new()
    {
        ConnectCallback = async (_, stop) => await OpenAsync(line, stop).ConfigureAwait(false),
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        MaxConnectionsPerServer = 1,
        MaxResponseHeadersLength = 8,
        MaxResponseDrainSize = 0,
    };

    private static async Task<Stream> OpenAsync(UpdateLine line, CancellationToken stop)
    {
        try
        {
            return await line.OpenHttpsAsync(stop).ConfigureAwait(false);
        }
        catch (MqttClientException fault)
        {
            throw new IOException(fault.Message, fault);
        }
    }

    private static async Task<RouteEnd?> ReadListAsync(
        ImageFetch fetch, HttpClient client, byte[] list, CancellationToken cancellationToken)
    {
        using Deadline deadline = fetch.Limit(fetch.Options.AnswerTime, cancellationToken);
        try
        {
            using HttpRequestMessage request = Request(fetch, "/leaves");
            using HttpResponseMessage response = await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return RouteEnd.Refused;
            }

            Stream body = await response.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                for (int at = 0; at < list.Length; at += fetch.Options.BatchBytes)
                {
                    deadline.Restart(fetch.Options.BatchTime);
                    Memory<byte> part = list.AsMemory(at, Math.Min(fetch.Options.BatchBytes, list.Length - at));
                    await body.ReadExactlyAsync(part, deadline.Token).ConfigureAwait(false);
                }
            }

            return null;
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            return RouteEnd.TooSlow;
        }
    }

    private static async Task<RouteEnd> ReadImageAsync(
        ImageFetch fetch, HttpClient client, VerifiedLeafList leaves, CancellationToken cancellationToken)
    {
        byte[] batch = new byte[Math.Min(
            (long)fetch.ChunksAtOnce * fetch.Image.Chunks.ChunkSize, fetch.Image.Payload.Length)];
        while (fetch.Progress is { } progress)
        {
            RouteEnd? end = await ReadRangeAsync(fetch, client, progress, batch, leaves, cancellationToken)
                .ConfigureAwait(false);
            if (end is not null)
            {
                return end.Value;
            }
        }

        return RouteEnd.Done;
    }

    // One request from the next chunk to the end of the image, read in batches, each of which has its time.
    private static async Task<RouteEnd?> ReadRangeAsync(
        ImageFetch fetch,
        HttpClient client,
        DownloadProgress progress,
        byte[] batch,
        VerifiedLeafList leaves,
        CancellationToken cancellationToken)
    {
        using Deadline deadline = fetch.Limit(fetch.Options.AnswerTime, cancellationToken);
        try
        {
            long from = progress.Next * fetch.Image.Chunks.ChunkSize;
            using HttpRequestMessage request = Request(fetch, string.Empty);
            request.Headers.Range = new RangeHeaderValue(from, null);
            using HttpResponseMessage response = await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false);
            if (!IsRange(response, from, fetch.Image.Payload.Length))
            {
                return RouteEnd.Refused;
            }

            Stream body = await response.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                return await ReadBatchesAsync(fetch, body, batch, leaves, deadline).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            return RouteEnd.TooSlow;
        }
    }

    private static async Task<RouteEnd?> ReadBatchesAsync(
        ImageFetch fetch, Stream body, byte[] batch, VerifiedLeafList leaves, Deadline deadline)
    {
        while (fetch.Progress is { } progress)
        {
            deadline.Restart(fetch.Options.BatchTime);
            long from = progress.Next * fetch.Image.Chunks.ChunkSize;
            int length = (int)Math.Min(
                (long)fetch.NextCount(progress) * fetch.Image.Chunks.ChunkSize, fetch.Image.Payload.Length - from);
            await body.ReadExactlyAsync(batch.AsMemory(0, length), deadline.Token).ConfigureAwait(false);
            TakeVerdict verdict = fetch.Take(new ChunkPacket(progress.Next, [], batch.AsMemory(0, length)), leaves);
            switch (verdict)
            {
                case TakeVerdict.Refused or TakeVerdict.NotNext:
                    return RouteEnd.BadChunks;
                case TakeVerdict.NotAsked or TakeVerdict.BudgetSpent or TakeVerdict.StorageFailed:
                    return RouteEnd.Done;
                case TakeVerdict.Taken:
                    break;
            }

            await fetch.Taken(deadline.Token).ConfigureAwait(false);
            if (from + length == fetch.Image.Payload.Length)
            {
                return null;
            }
        }

        return RouteEnd.Done;
    }

    private static HttpRequestMessage Request(ImageFetch fetch, string part) => new(
        HttpMethod.Get,
        string.Create(
            CultureInfo.InvariantCulture,
            $"http://{fetch.Line.HttpsAuthority}/images/{fetch.Image.Payload.Digest.Hex}{part}"));

    // RFC 9110 14.4; a whole image is as good as its range where that begins at the first byte.
    private static bool IsRange(HttpResponseMessage response, long from, long length) =>
        response.StatusCode == HttpStatusCode.PartialContent
            ? response.Content.Headers.ContentRange is { From: { } start, Length: var total }
                && start == from && (total is null || total == length)
            : response.StatusCode == HttpStatusCode.OK && from == 0;
}
