using Garita.Contracts.Api.Bootstrap;
using Garita.Pki.Jose;
using Garita.Pki.Keys;
using Garita.Server.Api.Access;
using Garita.Server.Api.Problems;
using Garita.Server.Bootstrap.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Garita.Server.Api.Endpoints;

/// <summary>The keys that sign replies to devices, and their tokens.</summary>
internal sealed class BootstrapKeyEndpoints(KeyRotation rotation)
{
    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder keys = api.MapGroup("/bootstrap/keys").WithTags("bootstrap");
        keys.MapGet("/", ListAsync).Produces<BootstrapKeyList>();
        keys.MapPost("/{kid}/retire", RetireAsync).Produces<BootstrapKeyList>();
    }

    private async Task<IResult> ListAsync(CancellationToken cancellationToken)
    {
        (EcPublicKey current, EcPublicKey next, EcPublicKey token) = rotation.InForce;
        IReadOnlyList<RetiredKey> retired = await rotation.RetiredAsync(cancellationToken).ConfigureAwait(false);
        return TypedResults.Ok(new BootstrapKeyList(
        [
            InForce(current, KeyRole.Message, "current"),
            InForce(next, KeyRole.Message, "next"),
            InForce(token, KeyRole.Token, "current"),
            .. retired.Select(key => new BootstrapKeyView(
                key.Kid,
                RetiredKeyTable.Word(key.Role),
                "retired",
                key.Retired,
                key.Role == KeyRole.Token ? key.Until : null)),
        ]));
    }

    private async Task<IResult> RetireAsync(string kid, HttpContext context)
    {
        RotationRefusal refusal = await rotation.RetireAsync(kid, ApiGate.CallerOf(context).Name)
            .ConfigureAwait(false);
        return refusal switch
        {
            RotationRefusal.None => await ListAsync(context.RequestAborted).ConfigureAwait(false),
            RotationRefusal.NotInForce => Refuse.NotFound($"No key '{kid}' signs now."),
            RotationRefusal.TooMany => Refuse.TooMany("Eight token keys were retired lately; wait for their tokens."),
        };
    }

    private static BootstrapKeyView InForce(EcPublicKey key, KeyRole role, string state) =>
        new(KeyThumbprint.Of(key).Text, RetiredKeyTable.Word(role), state);
}
