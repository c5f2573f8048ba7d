using System.Globalization;
using Garita.AuditLog.Refusals;
using Garita.Contracts.Api.Releases;
using Garita.Server.Api.Access;
using Garita.Server.Api.Problems;
using Garita.Server.Releases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Garita.Server.Api.Endpoints;

/// <summary>Trust documents: which keys releases are held against.</summary>
internal sealed class TrustEndpoints(TrustShelf trust, RefusalCounter refusals)
{
    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/trust").WithTags("releases");
        group.MapGet("/", List).Produces<TrustList>();
        group.MapGet("/{version}", Get).Produces<TrustView>();
        group.MapPost("/", InstallAsync).Produces<TrustView>().Produces<TrustView>(StatusCodes.Status201Created);
    }

    private Ok<TrustList> List() => TypedResults.Ok(new TrustList([.. trust.List().Select(ReleaseViews.Of)]));

    private IResult Get(string version)
    {
        IReadOnlyList<TrustRecord> all = trust.List();
        TrustRecord? found = version == "newest"
            ? all.MaxBy(record => record.Version)
            : all.FirstOrDefault(record => record.Version.ToString(CultureInfo.InvariantCulture) == version);
        return found is null
            ? Refuse.NotFound($"There is no trust document '{version}'.")
            : TypedResults.Ok(ReleaseViews.Of(found));
    }

    // A token is for machines that publish. Whoever changes whose releases are published shows a certificate.
    private async Task<IResult> InstallAsync(InstallTrustRequest request, HttpContext context)
    {
        if (ApiGate.CallerOf(context).Operator is not { } installer)
        {
            return Refuse.NotAllowed("A token installs no trust document; show an operator's certificate.");
        }

        TrustResult result = await trust.InstallAsync(
            request.Document, installer.CommonName, context.RequestAborted).ConfigureAwait(false);
        if (result.Record is null)
        {
            refusals.Count(installer.CommonName, RefuseRelease.Slug(result.Refusal.ToString()));
        }

        return result switch
        {
            { Record: null } => RefuseRelease.Trust(result.Refusal),
            { IsNew: true, Record: { } added } =>
                TypedResults.Created($"/api/v1/trust/{added.Version}", ReleaseViews.Of(added)),
            { Record: { } known } => TypedResults.Ok(ReleaseViews.Of(known)),
        };
    }
}
