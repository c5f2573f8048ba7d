using Garita.Contracts.Api.Devices;
using Garita.Contracts.Identities;
using Garita.Server.Api.Access;
using Garita.Server.Api.Problems;
using Garita.Server.Commands;
using Garita.Server.Issuing;
using Garita.Server.Registry;
using Garita.Server.Updates.Offers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Garita.Server.Api.Endpoints;

/// <summary>The devices.</summary>
internal sealed class DeviceEndpoints(
    IdentityRegistry registry, IdentityEnrollment enrollment, IdentityLifecycle lifecycle,
    DeviceStates states, OfferDesk offers, Views views)
{
    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder devices = api.MapGroup("/devices").WithTags("devices");
        devices.MapGet("/", List).Produces<DevicePage>();
        devices.MapPost("/", AddAsync).Produces<DeviceAdded>(StatusCodes.Status201Created);
        devices.MapGet("/{id}", Get).Produces<DeviceView>();
        devices.MapPut("/{id}/groups", SetGroupsAsync).Produces<DeviceView>();
        devices.MapPost("/{id}/disable", DisableAsync).Produces<DeviceView>();
        devices.MapPost("/{id}/enable", EnableAsync).Produces<DeviceView>();
        devices.MapDelete("/{id}", RemoveAsync).Produces(StatusCodes.Status204NoContent);
    }

    private IResult List([AsParameters] DeviceQuery query)
    {
        Fields fields = new();
        bool? connected = fields.Flag(query.Connected, "connected");
        int limit = fields.PageLength(query.Limit);
        DeviceState? state = query.State switch
        {
            "active" => DeviceState.Active,
            "disabled" => DeviceState.Disabled,
            "removed" => DeviceState.Removed,
            _ => null,
        };
        fields.Require(query.State is null || state is not null, "state", "Must be active, disabled or removed.");
        if (fields.Problem is { } problem)
        {
            return problem;
        }

        List<DeviceView> page =
        [
            .. registry.List(IdentityKind.Device)
                .Where(record => state is null ? record.State != DeviceState.Removed : record.State == state)
                .Where(record => query.Type is null || record.Type == query.Type)
                .Where(record => query.Group is null || record.Groups.Contains(query.Group))
                .Where(record => string.CompareOrdinal(record.Identity.Name, query.After) > 0)
                .Select(views.Device)
                .Where(view => connected is null || view.Connected == connected)
                .Take(limit + 1),
        ];
        bool hasMore = page.Count > limit;
        return TypedResults.Ok(
            new DevicePage(page[..Math.Min(limit, page.Count)], hasMore ? page[limit - 1].Id : null));
    }

    private async Task<IResult> AddAsync(AddDeviceRequest request, HttpContext context)
    {
        Fields fields = new();
        Identity identity = fields.Name(IdentityKind.Device, request.Id, "id");
        fields.Label(request.Type, "type");
        fields.Label(request.Serial, "serial");
        fields.Groups(request.Groups);
        fields.Label(request.OrganizationalUnit, "organizationalUnit");
        if (!fields.TryCsr(request.CsrPem, out Pki.Requests.ParsedCsr? csr) || fields.Problem is not null)
        {
            return fields.Problem!;
        }

        NewIdentity added = new(identity, request.Type, request.Serial, request.Groups ?? [])
        {
            OrganizationalUnit = request.OrganizationalUnit,
            EncryptionKey = fields.EncryptionKey(request.EncryptionKeyPem, csr.PublicKey),
        };
        if (fields.Problem is { } wrong)
        {
            return wrong;
        }

        EnrollmentResult result = await enrollment.AddAsync(
            added, csr, peopleIssuer: null, ApiGate.CallerOf(context).Name, context.RequestAborted)
                .ConfigureAwait(false);
        return result switch
        {
            { Certificate: { } certificate, Record: { } record } => TypedResults.Created(
                $"/api/v1/devices/{request.Id}", new DeviceAdded(views.Device(record), views.Issued(certificate))),
            { Name: not AddRefusal.None } => Refuse.Taken("id", request.Id, result.Name),
            _ => Refuse.Issue(result.Issue),
        };
    }

    private IResult Get(string id) => Find(id) is { } record
        ? TypedResults.Ok(views.Device(record))
        : Refuse.NoIdentity(IdentityKind.Device, id);

    private async Task<IResult> SetGroupsAsync(string id, SetGroupsRequest request, HttpContext context)
    {
        Fields fields = new();
        fields.Groups(request.Groups);
        if (fields.Problem is { } problem)
        {
            return problem;
        }

        if (Find(id) is not { } record)
        {
            return Refuse.NoIdentity(IdentityKind.Device, id);
        }

        bool changed = await lifecycle.SetGroupsAsync(
            record.Identity, request.Groups, ApiGate.CallerOf(context).Name, context.RequestAborted)
                .ConfigureAwait(false);
        return changed ? Get(id) : Refuse.Removed(id);
    }

    private Task<IResult> DisableAsync(string id, HttpContext context) =>
        SetStateAsync(id, DeviceState.Disabled, context);

    private async Task<IResult> EnableAsync(string id, HttpContext context)
    {
        IResult result = await SetStateAsync(id, DeviceState.Active, context).ConfigureAwait(false);
        if (Find(id) is { State: DeviceState.Active } record)
        {
            // Disabling withdrew it.
            await states.RepublishAsync(record.Identity, context.RequestAborted).ConfigureAwait(false);
            await offers.RepublishAsync(record.Identity, context.RequestAborted).ConfigureAwait(false);
        }

        return result;
    }

    private async Task<IResult> RemoveAsync(string id, HttpContext context)
    {
        IResult result = await SetStateAsync(id, DeviceState.Removed, context).ConfigureAwait(false);
        return result is ProblemResult ? result : TypedResults.NoContent();
    }

    private async Task<IResult> SetStateAsync(string id, DeviceState state, HttpContext context)
    {
        if (Find(id) is not { } record)
        {
            return Refuse.NoIdentity(IdentityKind.Device, id);
        }

        StateChange change = await lifecycle.SetStateAsync(
            record.Identity, state, ApiGate.CallerOf(context).Name, context.RequestAborted).ConfigureAwait(false);
        if (change == StateChange.Done && state != DeviceState.Active)
        {
            // Retained by service:commands, so it is not among what the broker forgot of the device.
            await states.WithdrawAsync(record.Identity, state == DeviceState.Removed, CancellationToken.None)
                .ConfigureAwait(false);
            await offers.ShutOutAsync(record.Identity, state == DeviceState.Removed, CancellationToken.None)
                .ConfigureAwait(false);
        }

        return change switch
        {
            StateChange.Done => Get(id),
            StateChange.Unknown or StateChange.LastOperator => Refuse.NoIdentity(IdentityKind.Device, id),
            StateChange.Removed => Refuse.Removed(id),
        };
    }

    private IdentityRecord? Find(string id) =>
        Identity.TryCreate(IdentityKind.Device, id, out Identity identity) ? registry.Get(identity) : null;
}
