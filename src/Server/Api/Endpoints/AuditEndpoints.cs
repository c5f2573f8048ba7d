using Garita.Contracts.Api.Audit;
using Garita.Merkle;
using Garita.Merkle.Notes;
using Garita.Server.Api.Problems;
using Garita.Server.Audit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;

namespace Garita.Server.Api.Endpoints;

/// <summary>The audit log: what is in it, and the proofs that it is.</summary>
internal sealed class AuditEndpoints(AuditBook audit, LateEntries late, WitnessDesk witnesses) : IDisposable
{
    // Each holds a thread while it runs.
    private readonly SemaphoreSlim _exports = new(2);

    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/audit").WithTags("audit");
        group.MapGet("/", (Delegate)ShowAsync).Produces<AuditLogView>();
        group.MapGet("/entries", Entries).Produces<AuditPage>();
        group.MapGet("/proof", Prove).Produces<string>(StatusCodes.Status200OK, "text/plain");
        group.MapGet("/consistency", Consistency).Produces<ConsistencyView>();
        group.MapGet("/witness-request", AskWitness).Produces<string>(StatusCodes.Status200OK, "text/plain");
        group.MapPost("/cosignatures", AddCosignature).Produces<AuditLogView>();
        group.MapGet("/export", Export)
            .Produces(StatusCodes.Status200OK, null, "application/octet-stream")
            .WithMetadata(new DisableRequestTimeoutAttribute());
    }

    public void Dispose() => _exports.Dispose();

    private async Task<IResult> ShowAsync(HttpContext context)
    {
        List<LateEntry> waiting = await late.ReadAsync(context.RequestAborted).ConfigureAwait(false);
        return TypedResults.Ok(audit.Read(AuditViews.Log) with { Late = [.. waiting.Select(AuditViews.Late)] });
    }

    private IResult Entries(string? from, string? limit)
    {
        Fields fields = new();
        long first = fields.Number(from, "from") ?? 0;
        int count = fields.PageLength(limit);
        if (fields.Problem is { } problem)
        {
            return problem;
        }

        AuditPage page = audit.Read(log =>
        {
            AuditEntryView[] entries = [.. log.Read(first, count).Select(AuditViews.Entry)];
            bool hasMore = first + entries.Length < log.Checkpoint.Size && entries.Length > 0;
            return new AuditPage(entries, hasMore ? first + entries.Length : null);
        });
        return TypedResults.Ok(page);
    }

    private IResult Prove(string? index)
    {
        Fields fields = new();
        long? at = fields.Number(index, "index");
        fields.Require(at is not null && at < audit.Size, "index", "Must be the index of an entry.");
        return fields.Problem ?? (IResult)TypedResults.Text(AuditViews.Proof(audit, at!.Value));
    }

    private IResult Consistency(string? from, string? to)
    {
        Fields fields = new();
        long? old = fields.Number(from, "from");
        long? next = fields.Number(to, "to");
        return fields.Problem ?? audit.Read(log =>
        {
            long size = next ?? log.Checkpoint.Size;
            fields.Require(size <= log.Checkpoint.Size, "to", "Must be at most the size of the log.");
            fields.Require(old is >= 1 && old <= size, "from", "Must be from 1 to the other size.");
            return fields.Problem ?? (IResult)TypedResults.Ok(new ConsistencyView(
                old!.Value,
                size,
                [.. log.ProveConsistency(old.Value, size).Select(Base64)],
                AuditViews.Text(log.Checkpoint.Encode())));
        });
    }

    private IResult AskWitness(string? old)
    {
        Fields fields = new();
        long size = fields.Number(old, "old") ?? 0;
        string? request = fields.Problem is null ? witnesses.Request(size) : null;
        fields.Require(request is not null, "old", "The log is not so long.");
        return fields.Problem ?? (IResult)TypedResults.Text(request!);
    }

    private IResult AddCosignature(AddCosignatureRequest request)
    {
        LogRefusal refusal = witnesses.Add(request.Note);
        return refusal is LogRefusal.None or LogRefusal.TooFewWitnesses
            ? TypedResults.Ok(audit.Read(AuditViews.Log))
            : RefuseRelease.Cosignature(refusal);
    }

    private IResult Export(HttpContext context)
    {
        if (!_exports.Wait(0, CancellationToken.None))
        {
            return Refuse.TooMany("As many exports as there may be are under way.");
        }

        try
        {
            // The log writes as it reads, in memory that does not grow; a slow reader holds up this thread alone.
            context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
            context.Response.ContentType = "application/octet-stream";
            return audit.Read(log =>
            {
                log.Export(context.Response.Body);
                return TypedResults.Empty;
            });
        }
        finally
        {
            _exports.Release();
        }
    }

    private static string Base64(MerkleHash hash) => Convert.ToBase64String(hash.Span);
}
