using System.Text.Json;
using Garita.Server.Api.Problems;
using Garita.Server.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Api;

/// <summary>
/// The one place where a request's faults end: every one becomes a problem, and what is our own fault is logged.
/// </summary>
/// <param name="judge">Stands before every route: why a request may not go on, or null.</param>
/// <param name="logger">Hears of our own faults.</param>
internal sealed class RequestBoundary(Func<HttpContext, ValueTask<ProblemResult?>> judge, ILogger logger)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        ProblemResult? problem = await RunAsync(context, next).ConfigureAwait(false);
        if (problem is not null && !context.Response.HasStarted)
        {
            await problem.ExecuteAsync(context).ConfigureAwait(false);
        }
    }

    private async Task<ProblemResult?> RunAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            ProblemResult? refusal = await judge(context).ConfigureAwait(false);
            if (refusal is not null)
            {
                return refusal;
            }

            await next(context).ConfigureAwait(false);
            bool isBare = context.Response is { StatusCode: >= 400, ContentType: null, HasStarted: false };
            return isBare ? Refuse.Status(context.Response.StatusCode) : null;
        }
        catch (BadHttpRequestException bad)
        {
            return bad.InnerException is JsonException json
                ? Refuse.Body(
                    $"At {json.Path ?? "$"}, line {(json.LineNumber ?? 0) + 1}: not what the route asks for.",
                    Member(json))
                : Refuse.Status(bad.StatusCode);
        }
        catch (StorageException fault)
        {
            ApiLog.Failed(logger, context.Request.Method, Route(context), fault);
            return Refuse.Storage(fault.Fault);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return Refuse.Status(StatusCodes.Status504GatewayTimeout);
        }
        catch (Exception fault) // request boundary
        {
            ApiLog.Failed(logger, context.Request.Method, Route(context), fault);
            return Refuse.Fault();
        }
    }

    private static string Route(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";

    // "$.groups[3]" names the member "groups".
    private static string? Member(JsonException json) => json.Path is { Length: > 2 } path
        ? path[2..].Split('.', '[')[0]
        : null;
}
