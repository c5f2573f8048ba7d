using System.Globalization;
using Garita.AuditLog.Refusals;
using Garita.Contracts.Api.Releases;
using Garita.Firmware;
using Garita.Server.Api.Access;
using Garita.Server.Api.Problems;
using Garita.Server.Audit;
using Garita.Server.Releases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Api.Endpoints;

/// <summary>Releases: publish, look up, withdraw.</summary>
internal sealed class ReleaseEndpoints(
    ReleaseDesk desk, ReleaseCatalog catalog, AuditBook audit, ApiOptions options, RefusalCounter refusals,
    ILogger logger)
{
    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/releases").WithTags("releases");
        group.MapGet("/", ListAsync).Produces<ReleasePage>();
        group.MapGet("/{digest}", GetAsync).Produces<ReleaseView>();
        group.MapGet("/{digest}/manifest", ManifestAsync).Produces<SignedManifest>();
        group.MapPost("/{digest}/withdraw", WithdrawAsync).Produces<ReleaseView>();
        group.MapPost("/", PublishAsync)
            .Produces<ReleaseView>()
            .Produces<ReleaseView>(StatusCodes.Status201Created)
            .WithMetadata(new RequestTimeoutAttribute((int)options.PublishTimeout.TotalMilliseconds));
    }

    private async Task<IResult> ListAsync([AsParameters] ReleaseQuery query, HttpContext context)
    {
        Fields fields = new();
        Guid? vendor = fields.Uuid(query.Vendor, "vendor");
        Guid? forClass = fields.Uuid(query.Class, "class");
        long before = fields.Cursor(query.After);
        int limit = fields.PageLength(query.Limit);
        if (fields.Problem is { } problem)
        {
            return problem;
        }

        List<ReleasePair> page = await catalog.PageAsync(
            vendor, forClass, query.After is null ? long.MaxValue : before, limit + 1, context.RequestAborted)
                .ConfigureAwait(false);
        bool hasMore = page.Count > limit;
        return TypedResults.Ok(new ReleasePage(
            [.. page.Take(limit).Select(ReleaseViews.Of)],
            hasMore ? page[limit - 1].Release.Id.ToString(CultureInfo.InvariantCulture) : null));
    }

    private Task<IResult> GetAsync(string digest, HttpContext context) =>
        FindAsync(digest, name => desk.FindAsync(name, context.RequestAborted));

    private async Task<IResult> WithdrawAsync(string digest, HttpContext context) => await FindAsync(
        digest,
        name => desk.WithdrawAsync(name, ApiGate.CallerOf(context).Name, context.RequestAborted)).ConfigureAwait(false);

    private async Task<IResult> ManifestAsync(string digest, HttpContext context)
    {
        Fields fields = new();
        Sha256Digest name = fields.Digest(digest, "digest");
        if (fields.Problem is { } problem)
        {
            return problem;
        }

        ManifestRecord? manifest = await catalog.ManifestAsync(name, context.RequestAborted).ConfigureAwait(false);
        return manifest is null
            ? Refuse.NotFound($"There is no manifest {digest}.")
            : TypedResults.Ok(new SignedManifest(manifest.Envelope, AuditViews.Proof(audit, manifest.LogIndex!.Value)));
    }

    private async Task<IResult> PublishAsync(PublishReleaseRequest request, HttpContext context)
    {
        string publisher = ApiGate.CallerOf(context).Name;
        PublishResult result = await desk.PublishAsync(request, publisher, context.RequestAborted)
            .ConfigureAwait(false);
        if (result.Release is not { } published)
        {
            refusals.Count(publisher, RefuseRelease.ReasonOf(result));
            ReleaseLog.Refused(logger, publisher, RefuseRelease.ReasonOf(result));
            return RefuseRelease.Release(result);
        }

        ReleaseView view = ReleaseViews.Of(published);
        return result.IsNew
            ? TypedResults.Created($"/api/v1/releases/{view.Manifest.Digest}", view)
            : TypedResults.Ok(view);
    }

    private static async Task<IResult> FindAsync(string digest, Func<Sha256Digest, Task<ReleasePair?>> find)
    {
        Fields fields = new();
        Sha256Digest name = fields.Digest(digest, "digest");
        if (fields.Problem is { } problem)
        {
            return problem;
        }

        return await find(name).ConfigureAwait(false) is { } pair
            ? TypedResults.Ok(ReleaseViews.Of(pair))
            : Refuse.NotFound($"There is no release {digest}.");
    }
}
