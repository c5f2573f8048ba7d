using System.Globalization;
using Garita.Contracts.Api.Rollouts;
using Garita.Contracts.Api.Updates;
using Garita.Contracts.Identities;
using Garita.Firmware;
using Garita.Firmware.Delivery;
using Garita.Server.Api.Access;
using Garita.Server.Api.Problems;
using Garita.Server.Rollouts.Desk;
using Garita.Server.Rollouts.Engine;
using Garita.Server.Updates.Offers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Garita.Server.Api.Endpoints;

/// <summary>Updates: offer a release to devices, take it back, see how far they are.</summary>
internal sealed class UpdateEndpoints(OfferDesk desk, OfferCatalog catalog, ApprovalDesk approvals)
{
    private const int MaxDevices = 1000; // of one request; a body of some 70 KB
    private const string NameRule = "Must be 1 to 64 of A-Z a-z 0-9 - _.";

    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/updates").WithTags("updates");
        group.MapGet("/", ListAsync).Produces<UpdatePage>();
        group.MapPost("/", OfferAsync).Produces<UpdateOffered>();
        group.MapPost("/{deployment}/withdraw", WithdrawAsync).Produces<UpdateWithdrawn>();
    }

    private async Task<IResult> ListAsync([AsParameters] UpdateQuery query, HttpContext context)
    {
        Fields fields = new();
        fields.Require(
            query.Deployment is null || DeliveryLimits.IsDeployment(query.Deployment), "deployment", NameRule);
        if (query.Device is { } device)
        {
            fields.Name(IdentityKind.Device, device, "device");
        }

        long before = fields.Cursor(query.After);
        int limit = fields.PageLength(query.Limit);
        if (fields.Problem is { } problem)
        {
            return problem;
        }

        List<OfferRecord> page = await catalog.PageAsync(
            query.Deployment, query.Device, query.After is null ? long.MaxValue : before, limit + 1,
            context.RequestAborted).ConfigureAwait(false);
        bool hasMore = page.Count > limit;
        return TypedResults.Ok(new UpdatePage(
            [.. page.Take(limit).Select(UpdateViews.Of)],
            hasMore ? page[limit - 1].Id.ToString(CultureInfo.InvariantCulture) : null));
    }

    private async Task<IResult> OfferAsync(OfferUpdateRequest request, HttpContext context)
    {
        Fields fields = new();
        DeliveryPath?[] paths = request.Paths?.Select(DeliveryPaths.Find).ToArray()
            ?? [DeliveryPath.Https, DeliveryPath.Mqtt];
        fields.Require(DeliveryLimits.IsDeployment(request.Deployment), "deployment", NameRule);
        fields.Require(
            Deployments.Read(request.Deployment) is null,
            "deployment", "Must not begin with rollout_ or back_: those are offers of rollouts.");
        Sha256Digest release = fields.Digest(request.Release, "release");
        Identity[] devices = Devices(fields, request.Devices);
        fields.Require(request.Attempt is null or >= 1, "attempt", "Must be 1 or more.");
        fields.Require(
            paths.Length >= 1 && !paths.Contains(null) && paths.Distinct().Count() == paths.Length,
            "paths",
            "Must be one or more of https, mqtt, carousel, each once.");
        if (fields.Problem is { } problem)
        {
            return problem;
        }

        // Else whoever may not start a rollout alone would offer its release to each device alone.
        ApprovalRules rules = await approvals.RulesAsync(context.RequestAborted).ConfigureAwait(false);
        if (rules.Needed.Count > 0)
        {
            return RefuseUpdate.NeedsApproval();
        }

        OfferOrder order = new()
        {
            Deployment = request.Deployment,
            Attempt = request.Attempt ?? 1,
            Manifest = release,
            Devices = devices,
            Ask = request.Ask ?? true,
            Paths = [.. paths.OfType<DeliveryPath>()],
            KeyOffer = request.KeyOffer,
            Actor = ApiGate.CallerOf(context).Name,
        };
        OfferResult result = await desk.OfferAsync(order, context.RequestAborted).ConfigureAwait(false);
        return result.Refusal == OfferRefusal.None
            ? TypedResults.Ok(new UpdateOffered(
                order.Deployment,
                order.Attempt,
                release.Hex,
                [.. result.Devices.Select(device => new DeviceOffer(device.Device.Name, device.Outcome))]))
            : RefuseUpdate.Offer(result.Refusal, request.Release);
    }

    private async Task<IResult> WithdrawAsync(string deployment, WithdrawUpdateRequest request, HttpContext context)
    {
        Fields fields = new();
        fields.Require(DeliveryLimits.IsDeployment(deployment), "deployment", NameRule);
        Identity[]? devices = request.Devices is null ? null : Devices(fields, request.Devices);
        if (fields.Problem is { } problem)
        {
            return problem;
        }

        Withdrawal withdrawn = await desk.WithdrawAsync(
            deployment, devices, ApiGate.CallerOf(context).Name, context.RequestAborted).ConfigureAwait(false);
        return TypedResults.Ok(new UpdateWithdrawn(
            deployment, [.. withdrawn.Devices.Select(device => device.Name)], withdrawn.IsEntered));
    }

    private static Identity[] Devices(Fields fields, IReadOnlyList<string> names)
    {
        fields.Require(names.Count is >= 1 and <= MaxDevices, "devices", "Must be 1 to 1000 ids.");
        return
        [
            .. names.Take(MaxDevices).Select(name => fields.Name(IdentityKind.Device, name, "devices")).Distinct(),
        ];
    }
}
