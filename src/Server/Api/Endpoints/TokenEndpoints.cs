using Garita.Contracts.Api.People;
using Garita.Contracts.Identities;
using Garita.Server.Api.Access;
using Garita.Server.Api.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Api.Endpoints;

/// <summary>Tokens for people's programs.</summary>
internal sealed class TokenEndpoints(TokenStore tokens, ILogger logger)
{
    private const int DefaultDays = 90;
    private const int MaxDays = 366;

    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/tokens").WithTags("tokens");
        group.MapGet("/", List).Produces<TokenList>();
        group.MapPost("/", AddAsync).Produces<TokenAdded>(StatusCodes.Status201Created);
        group.MapDelete("/{name}", RevokeAsync).Produces(StatusCodes.Status204NoContent);
    }

    private Ok<TokenList> List() => TypedResults.Ok(new TokenList(tokens.List()));

    // A token that could make tokens would have no end: whoever read one could always make the next.
    private async Task<IResult> AddAsync(AddTokenRequest request, HttpContext context)
    {
        if (ApiGate.CallerOf(context).Operator is not { } maker)
        {
            return Refuse.NotAllowed("A token cannot make tokens; show an operator's certificate.");
        }

        Fields fields = new();
        fields.Name(IdentityKind.Operator, request.Name, "name");
        int days = request.Days ?? DefaultDays;
        fields.Require(days is >= 1 and <= MaxDays, "days", "Must be 1 to 366.");
        if (fields.Problem is { } problem)
        {
            return problem;
        }

        if (tokens.IsFull)
        {
            return Refuse.TooMany("There are as many tokens as there may be; revoke one first.");
        }

        TokenAdded? added = await tokens.AddAsync(
            request.Name, TimeSpan.FromDays(days), maker, context.RequestAborted).ConfigureAwait(false);
        if (added is null)
        {
            return Refuse.TokenTaken(request.Name);
        }

        ApiLog.TokenAdded(logger, maker.CommonName, request.Name, added.Token.Expires);
        return TypedResults.Created((string?)null, added);
    }

    private async Task<IResult> RevokeAsync(string name, HttpContext context)
    {
        if (!await tokens.RevokeAsync(name, context.RequestAborted).ConfigureAwait(false))
        {
            return Refuse.NotFound($"There is no token '{name}'.");
        }

        ApiLog.TokenRevoked(logger, ApiGate.CallerOf(context).Name, name);
        return TypedResults.NoContent();
    }
}
