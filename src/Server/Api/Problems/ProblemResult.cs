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
        return httpContext.Response.WriteAsJsonAsync(
            Problem, ApiJson.Default.Problem, ContentType, httpContext.RequestAborted);
    }
}
