using Garita.Contracts.Api.Status;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Garita.Server.Api.Endpoints;

/// <summary>How the server is.</summary>
internal sealed class StatusEndpoints(Func<ServerStatus> status)
{
    public void Map(RouteGroupBuilder api) =>
        api.MapGet("/status", () => TypedResults.Ok(status())).WithTags("status").Produces<ServerStatus>();
}
