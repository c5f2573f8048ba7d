using System.Text;
using System.Text.Json;
using Garita.Broker.Routing;
using Garita.Contracts.Api.Commands;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Identities;
using Garita.Server.Api.Access;
using Garita.Server.Api.Problems;
using Garita.Server.Commands;
using Garita.Server.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;

namespace Garita.Server.Api.Endpoints;

/// <summary>Commands to devices, and their desired and reported state.</summary>
internal sealed class CommandEndpoints(
    IdentityRegistry registry, CommandService commands, DeviceStates states, ApiOptions options)
{
    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder device = api.MapGroup("/devices/{id}");
        device.MapPost("/commands", SendAsync).WithTags("commands").Produces<CommandResult>()
            .WithMetadata(new RequestTimeoutAttribute((int)options.CommandTimeout.TotalMilliseconds));
        device.MapGet("/desired", GetDesiredAsync).WithTags("state").Produces<StateDocument>();
        device.MapPut("/desired", SetDesiredAsync).WithTags("state").Produces<StateDocument>();
        device.MapDelete("/desired", DeleteDesiredAsync).WithTags("state").Produces(StatusCodes.Status204NoContent);
        device.MapGet("/reported", GetReportedAsync).WithTags("state").Produces<StateDocument>();
    }

    private async Task<IResult> SendAsync(string id, SendCommandRequest request, HttpContext context)
    {
        Fields fields = new();
        CommandOptions limits = commands.Options;
        TimeSpan timeout = request.TimeoutMs is { } ms ? TimeSpan.FromMilliseconds(ms) : limits.DefaultTimeout;
        byte[] payload = request.Payload is { } json ? Encoding.UTF8.GetBytes(json.GetRawText()) : [];
        fields.Name(IdentityKind.Device, request.Name, "name");
        fields.Require(payload.Length <= limits.MaxPayloadBytes, "payload", "Must be at most 64 KiB of JSON.");
        fields.Require(
            timeout >= limits.ShortestTimeout && timeout <= limits.LongestTimeout,
                "timeoutMs", "Must be 100 to 60000.");
        if (fields.Problem is { } problem)
        {
            return problem;
        }

        if (Find(id) is not { } device)
        {
            return Refuse.NoIdentity(IdentityKind.Device, id);
        }

        return commands.IsFull
            ? Refuse.TooMany("Too many commands wait for a reply.")
            : TypedResults.Ok(await commands.SendAsync(
                device,
                new OutgoingCommand(request.Name, payload, timeout),
                ApiGate.CallerOf(context).Name,
                context.RequestAborted).ConfigureAwait(false));
    }

    private async Task<IResult> GetDesiredAsync(string id, HttpContext context) => Find(id) is { } device
        ? TypedResults.Ok(await states.GetDesiredAsync(device, context.RequestAborted).ConfigureAwait(false))
        : Refuse.NoIdentity(IdentityKind.Device, id);

    private async Task<IResult> GetReportedAsync(string id, HttpContext context) => Find(id) is { } device
        ? TypedResults.Ok(await states.GetReportedAsync(device, context.RequestAborted).ConfigureAwait(false))
        : Refuse.NoIdentity(IdentityKind.Device, id);

    private async Task<IResult> SetDesiredAsync(string id, JsonElement state, HttpContext context)
    {
        if (state.ValueKind != JsonValueKind.Object)
        {
            return Refuse.Body("The desired state must be a JSON object.");
        }

        if (Encoding.UTF8.GetByteCount(state.GetRawText()) > commands.Options.MaxPayloadBytes)
        {
            return Refuse.Body("The desired state must be at most 64 KiB.");
        }

        return await ChangeDesiredAsync(id, state, context).ConfigureAwait(false)
            ?? await GetDesiredAsync(id, context).ConfigureAwait(false);
    }

    private async Task<IResult> DeleteDesiredAsync(string id, HttpContext context) =>
        await ChangeDesiredAsync(id, null, context).ConfigureAwait(false) ?? TypedResults.NoContent();

    private async Task<IResult?> ChangeDesiredAsync(string id, JsonElement? state, HttpContext context)
    {
        if (Find(id) is not { } device)
        {
            return Refuse.NoIdentity(IdentityKind.Device, id);
        }

        PublishOutcome outcome = await states.SetDesiredAsync(device, state, context.RequestAborted)
            .ConfigureAwait(false);
        return outcome switch
        {
            PublishOutcome.Accepted => null,
            PublishOutcome.NotAuthorized => Refuse.NotAllowed("The policy does not let service:commands publish it."),
            PublishOutcome.QuotaExceeded => Refuse.Unavailable("The broker holds as many retained messages as it may."),
            PublishOutcome.TopicNameInvalid => Refuse.Fault(),
        };
    }

    private Identity? Find(string id) =>
        Identity.TryCreate(IdentityKind.Device, id, out Identity identity)
        && registry.Get(identity) is { State: not DeviceState.Removed }
            ? identity
            : null;
}
