using Garita.Contracts.Api.Releases;
using Garita.Firmware;
using Garita.Server.Api.Access;
using Garita.Server.Api.Problems;
using Garita.Server.Images;
using Garita.Server.Releases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Api.Endpoints;

/// <summary>The image store: bytes by their digest. Bytes alone are offered to nobody; a release names them.</summary>
internal sealed class ImageEndpoints(
    ImageStore images, ReleaseDesk desk, ReleaseCatalog catalog, ImageOptions options, ILogger logger)
{
    private const string Bytes = "application/octet-stream";

    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/images").WithTags("releases");
        group.MapGet("/", ListAsync).Produces<ImageList>();
        group.MapPut("/{digest}", StoreAsync)
            .Accepts<byte[]>(Bytes)
            .Produces<ImageView>()
            .Produces<ImageView>(StatusCodes.Status201Created)
            .WithMetadata(new DisableRequestTimeoutAttribute(), new BodyLimit(options.MaxImageBytes));
        group.MapDelete("/{digest}", DeleteAsync).Produces(StatusCodes.Status204NoContent);
    }

    private async Task<Ok<ImageList>> ListAsync(CancellationToken cancellationToken) => TypedResults.Ok(new ImageList(
        await catalog.ImagesAsync(cancellationToken).ConfigureAwait(false), images.FreeBytes));

    private async Task<IResult> StoreAsync(string digest, HttpContext context)
    {
        HttpRequest request = context.Request;
        Fields fields = new();
        Sha256Digest name = fields.Digest(digest, "digest");
        fields.Require(request.ContentLength is not null, "Content-Length", "Must say how long the image is.");
        fields.Require(request.ContentType == Bytes, "Content-Type", "Must be application/octet-stream.");
        if (fields.Problem is { } problem)
        {
            return problem;
        }

        if (images.Find(name) is { } stored)
        {
            return TypedResults.Ok(await catalog.ImageAsync(stored, context.RequestAborted).ConfigureAwait(false));
        }

        long length = request.ContentLength!.Value;
        ImageRefusal refusal = await images.StoreAsync(name, length, request.Body, context.RequestAborted)
            .ConfigureAwait(false);
        if (refusal != ImageRefusal.None)
        {
            return RefuseRelease.Image(refusal);
        }

        ApiLog.ImageStored(logger, ApiGate.CallerOf(context).Name, digest, length);
        return TypedResults.Created((string?)null, new ImageView(digest, length, 0));
    }

    private async Task<IResult> DeleteAsync(string digest, HttpContext context)
    {
        Fields fields = new();
        Sha256Digest name = fields.Digest(digest, "digest");
        if (fields.Problem is { } problem)
        {
            return problem;
        }

        return await desk.DeleteImageAsync(name, context.RequestAborted).ConfigureAwait(false) switch
        {
            ImageDeletion.Done => TypedResults.NoContent(),
            ImageDeletion.Missing => Refuse.NotFound($"There is no image {digest}."),
            ImageDeletion.InUse => RefuseRelease.ImageInUse(),
        };
    }

    private sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
