using System.Globalization;
using Garita.Contracts.Identities;
using Garita.Firmware;
using Garita.Firmware.Delivery;
using Garita.Merkle;
using Garita.Server.Api.Problems;
using Garita.Server.DeviceHttps;
using Garita.Server.Updates.Offers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Garita.Server.Updates.Serving;

/// <summary>
/// <c>GET /images/{digest}</c> and <c>GET /images/{digest}/leaves</c>: what is offered to the caller on this path, and
/// nothing else.
/// </summary>
internal sealed class ImageResource(OfferBook book, ImageShelf shelf, UpdateOptions options)
{
    private const int LeavesAtOnce = 2048;

    private static readonly string[] s_methods = [HttpMethods.Get, HttpMethods.Head];

    private readonly DownloadPlaces _places = new(options);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/images/{digest}", s_methods, (RequestDelegate)(context => ServeAsync(context, BodyAsync)));
        routes.MapMethods(
            "/images/{digest}/leaves", s_methods, (RequestDelegate)(context => ServeAsync(context, LeavesAsync)));
    }

    // 1. Is it offered? 2. Is there a place? 3. Can it be read? 4. What of it? 5. Is that still within the budget?
    private async Task ServeAsync(HttpContext context, Func<HttpContext, StandingOffer, OpenImage, Task> serve)
    {
        Identity device = DeviceGate.PeerOf(context).Attributes.Identity;
        bool isDigest = Sha256Digest.TryParse(context.GetRouteValue("digest") as string, out Sha256Digest digest);
        if (!isDigest || book.Find(device, digest, DeliveryPath.Https) is not { } offer)
        {
            // The same whether there is no such image or it is offered to others.
            await Refuse.NotFound("There is no such image for you.").ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        if (!_places.TryTake(device))
        {
            context.Response.Headers.RetryAfter = "5";
            await Refuse.TooMany("Too many downloads at once.").ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        try
        {
            OpenImage? image = await shelf.OpenAsync(offer.Payload).ConfigureAwait(false);
            await (image is null
                ? Refuse.Unavailable("The image cannot be read.").ExecuteAsync(context)
                : serve(context, offer, image)).ConfigureAwait(false);
        }
        finally
        {
            _places.Return(device);
        }
    }

    private async Task BodyAsync(HttpContext context, StandingOffer offer, OpenImage image)
    {
        string tag = $"\"{image.Facts.Digest.Hex}\"";
        HttpRequest request = context.Request;
        HttpResponse response = context.Response;
        response.Headers.AcceptRanges = "bytes";
        response.Headers.ETag = tag;

        // RFC 9110 13.1.5: another tag there, or a date, and the whole is meant.
        string condition = request.Headers.IfRange.ToString();
        string? asked = condition.Length == 0 || condition == tag ? request.Headers.Range.ToString() : null;
        long total = image.Facts.Bytes;
        if (ByteRange.TryRead(asked, total) is not { } range)
        {
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{total}");
            await Refuse.Range("One range of bytes that the image has.").ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        // Before anything is said: what is damaged at its start is a refusal, not a cut.
        if (await shelf.BlockAsync(image, range.First / ImageShelf.BlockBytes).ConfigureAwait(false) is null)
        {
            await Refuse.Unavailable("The image cannot be read.").ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        if (!await BeginAsync(context, offer, range.Length).ConfigureAwait(false))
        {
            return;
        }

        if (range.IsPart)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(
                CultureInfo.InvariantCulture, $"bytes {range.First}-{range.First + range.Length - 1}/{total}");
        }

        if (!HttpMethods.IsHead(request.Method))
        {
            await CopyAsync(context, offer, image, range).ConfigureAwait(false);
        }
    }

    private async Task LeavesAsync(HttpContext context, StandingOffer offer, OpenImage image)
    {
        long count = image.Facts.Layout.LeafCount;
        bool began = await BeginAsync(context, offer, count * MerkleHash.Size).ConfigureAwait(false);
        if (!began || HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        byte[] buffer = new byte[LeavesAtOnce * MerkleHash.Size];
        for (long first = 0; first < count; first += LeavesAtOnce)
        {
            int part = (int)Math.Min(LeavesAtOnce, count - first);
            for (int i = 0; i < part; i++)
            {
                image.Leaves[first + i].CopyTo(buffer.AsSpan(i * MerkleHash.Size));
            }

            await context.Response.Body.WriteAsync(buffer.AsMemory(0, part * MerkleHash.Size), context.RequestAborted)
                .ConfigureAwait(false);
        }
    }

    private async Task<bool> BeginAsync(HttpContext context, StandingOffer offer, long length)
    {
        bool isHead = HttpMethods.IsHead(context.Request.Method);
        if (!isHead && !offer.TrySpend(length, options))
        {
            await Refuse.TooMany("This offer was downloaded as often as it may be.").ExecuteAsync(context)
                .ConfigureAwait(false);
            return false;
        }

        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = length;
        return true;
    }

    private async Task CopyAsync(HttpContext context, StandingOffer offer, OpenImage image, ByteRange range)
    {
        long done = 0;
        try
        {
            while (done < range.Length)
            {
                long at = range.First + done;
                byte[]? block = await shelf.BlockAsync(image, at / ImageShelf.BlockBytes).ConfigureAwait(false);
                if (block is null || book.Find(offer.Device) != offer)
                {
                    context.Abort(); // Not readable, or withdrawn: a cut is what the device goes on from.
                    return;
                }

                int start = (int)(at % ImageShelf.BlockBytes);
                int taken = (int)Math.Min(range.Length - done, block.Length - start);
                await context.Response.Body.WriteAsync(block.AsMemory(start, taken), context.RequestAborted)
                    .ConfigureAwait(false);
                done += taken;
            }
        }
        finally
        {
            offer.Return(range.Length - done);
        }
    }
}
