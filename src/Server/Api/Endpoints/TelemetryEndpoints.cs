using Garita.Contracts.Api.Telemetry;
using Garita.Contracts.Identities;
using Garita.Server.Api.Access;
using Garita.Server.Api.Problems;
using Garita.Server.Registry;
using Garita.Server.Storage;
using Garita.Server.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;

namespace Garita.Server.Api.Endpoints;

/// <summary>Measurements: pages, export, the last values, and the live tail.</summary>
internal sealed class TelemetryEndpoints(
    Database database, IdentityRegistry registry, TelemetryTail tail, ApiOptions options, TimeProvider time)
{
    private const int ExportPage = 1000;

    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder devices = api.MapGroup("/devices/{id}/telemetry").WithTags("telemetry");
        devices.MapGet("/", PageAsync).Produces<TelemetryPage>();
        devices.MapGet("/last", LastAsync).Produces<TelemetryPage>();
        devices.MapGet("/export", ExportAsync)
            .Produces(StatusCodes.Status200OK, null, "application/x-ndjson", "text/csv")
            .WithMetadata(new DisableRequestTimeoutAttribute());
        api.MapGet("/telemetry/tail", TailAsync).WithTags("telemetry")
            .Produces(StatusCodes.Status200OK, null, "text/event-stream")
            .WithMetadata(new DisableRequestTimeoutAttribute());
    }

    private async Task<IResult> PageAsync([AsParameters] TelemetryRequest request, HttpContext context)
    {
        ProblemResult? problem = TryRead(request, out TelemetryQuery query);
        if (problem is not null)
        {
            return problem;
        }

        TelemetryQuery oneMore = query with { Limit = query.Limit + 1 };
        List<StoredMeasurement> found = await database.ReadAsync(
            db => TelemetryTable.Page(db, oneMore), context.RequestAborted).ConfigureAwait(false);
        bool hasMore = found.Count > query.Limit;
        List<StoredMeasurement> page = hasMore ? found[..query.Limit] : found;
        return TypedResults.Ok(new TelemetryPage(
            [.. page.Select(stored => stored.Point)],
            hasMore ? page[^1].Id.ToString(System.Globalization.CultureInfo.InvariantCulture) : null));
    }

    private async Task<IResult> LastAsync(string id, HttpContext context)
    {
        if (!IsKnown(id))
        {
            return Refuse.NoIdentity(IdentityKind.Device, id);
        }

        List<StoredMeasurement> last = await database.ReadAsync(
            db => TelemetryTable.Last(db, id), context.RequestAborted).ConfigureAwait(false);
        return TypedResults.Ok(new TelemetryPage([.. last.Select(stored => stored.Point)], null));
    }

    private async Task<IResult> ExportAsync([AsParameters] TelemetryRequest request, HttpContext context)
    {
        ProblemResult? problem = TryRead(request, out TelemetryQuery query);
        if (problem is not null)
        {
            return problem;
        }

        TelemetryExport export = TelemetryExport.Of(request.Format ?? "ndjson");
        context.Response.ContentType = export.ContentType;
        await export.WriteHeaderAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);

        // Page by page: no read transaction stays open while a slow reader takes its time.
        TelemetryQuery next = query with { Limit = ExportPage };
        List<StoredMeasurement> page;
        do
        {
            TelemetryQuery now = next;
            page = await database.ReadAsync(
                db => TelemetryTable.Page(db, now), context.RequestAborted).ConfigureAwait(false);
            await export.WriteAsync(context.Response.Body, page, context.RequestAborted).ConfigureAwait(false);
            next = page is [.., var last] ? next with { After = last.Id } : next;
        }
        while (page.Count == ExportPage);

        return TypedResults.Empty;
    }

    private async Task<IResult> TailAsync(string? device, string? series, HttpContext context)
    {
        using TailReader? reader = tail.Open(device, series);
        if (reader is null)
        {
            return Refuse.TooMany("There are as many tail readers as there may be.");
        }

        context.Response.ContentType = "text/event-stream";
        await new TailStream(context.Response.Body, options, ApiGate.CallerOf(context), time)
            .RunAsync(reader, context.RequestAborted).ConfigureAwait(false);
        return TypedResults.Empty;
    }

    private ProblemResult? TryRead(TelemetryRequest request, out TelemetryQuery query)
    {
        Fields fields = new();
        query = new TelemetryQuery(
            request.Id,
            request.Series,
            fields.Time(request.From, "from"),
            fields.Time(request.To, "to"),
            fields.Cursor(request.After),
            fields.PageLength(request.Limit));
        fields.Require(request.Format is null or "ndjson" or "csv", "format", "Must be ndjson or csv.");
        return fields.Problem ?? (IsKnown(request.Id) ? null : Refuse.NoIdentity(IdentityKind.Device, request.Id));
    }

    private bool IsKnown(string id) =>
        Identity.TryCreate(IdentityKind.Device, id, out Identity identity) && registry.Get(identity) is not null;
}
