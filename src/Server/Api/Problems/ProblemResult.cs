using Garita.Contracts.Api;
using Microsoft.AspNetCore.Http;

namespace Garita.Server.Api.Problems;

/// <summary>An error as RFC 9457 has it.</summary>
internal sealed class ProblemResult(Problem problem) : IResult
{
    public const string ContentType = "application/problem+json";

    public Problem Problem { get; } = problem;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Problem.Status;
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            // RFC 9110 9.3.2: no content. Over HTTP/2 the web server would send it, which is a fault of protocol.
            httpContext.Response.ContentType = ContentType;
            return Task.CompletedTask;
        }

        return httpContext.Response.WriteAsJsonAsync(
            Problem, ApiJson.Default.Problem, ContentType, httpContext.RequestAborted);
    }
}
