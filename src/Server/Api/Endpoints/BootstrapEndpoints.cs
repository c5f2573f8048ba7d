using Garita.Contracts.Api.Bootstrap;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Identities;
using Garita.Enrollment.Codes;
using Garita.Enrollment.Registrations;
using Garita.Pki.Jose;
using Garita.Server.Api.Access;
using Garita.Server.Api.Problems;
using Garita.Server.Bootstrap;
using Garita.Server.Bootstrap.Storage;
using Garita.Server.Hosting;
using Garita.Server.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Api.Endpoints;

/// <summary>Devices that ask for their certificate themselves.</summary>
internal sealed class BootstrapEndpoints(DataDirectory data, Views views, TimeProvider time, ILogger logger)
{
    private const int MaxAddress = 128;

    // What a person looks through, and a script asks for in one go.
    private const int MaxWaiting = 1_000;

    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder bootstrap = api.MapGroup("/bootstrap").WithTags("bootstrap");
        bootstrap.MapPost("/devices", AddAsync).Produces<DeviceView>(StatusCodes.Status201Created);
        bootstrap.MapGet("/waiting", AllWaitingAsync).Produces<WaitingRegistrations>();
        bootstrap.MapGet("/devices/{id}/waiting", WaitingAsync).Produces<WaitingKeys>();
        bootstrap.MapPost("/devices/{id}/approve", ApproveAsync).Produces(StatusCodes.Status204NoContent);
        bootstrap.MapPost("/devices/{id}/readmit", ReadmitAsync).Produces(StatusCodes.Status204NoContent);
    }

    private async Task<IResult> AddAsync(AddBootstrapDeviceRequest request, HttpContext context)
    {
        Fields fields = new();
        BootstrapTerms? terms = TermsOf(request, fields);
        fields.Require(
            Guid.TryParseExact(request.Id, "D", out Guid uuid) && uuid.ToString("D") == request.Id,
            "id",
            "Must be a uuid, 36 characters, lower case.");
        fields.Label(request.Type, "type");
        fields.Label(request.Serial, "serial");
        fields.Groups(request.Groups);
        if (fields.Problem is { } problem)
        {
            return problem;
        }

        NewIdentity added = new(Identity.Device(request.Id), request.Type, request.Serial, request.Groups ?? [])
        {
            Bootstrap = terms,
        };
        AddRefusal refusal = await data.Registry.AddAsync(added, context.RequestAborted).ConfigureAwait(false);
        return refusal == AddRefusal.None
            ? TypedResults.Created(
                $"/api/v1/devices/{request.Id}", views.Device(data.Registry.Get(added.Identity)!))
            : Refuse.Taken("id", request.Id, refusal);
    }

    private async Task<IResult> WaitingAsync(string id, HttpContext context)
    {
        if (Find(id) is not { } device)
        {
            return Refuse.NoIdentity(IdentityKind.Device, id);
        }

        DateTimeOffset now = time.GetUtcNow();
        IReadOnlyList<Registration> waiting = await data.Database
            .ReadAsync(db => RegistrationTable.Of(db, device), context.RequestAborted).ConfigureAwait(false);
        return TypedResults.Ok(new WaitingKeys(
        [
            .. waiting.Where(r => now < r.ExpiresAt).Select(
                r => new WaitingKey(r.Key, r.Batch, r.CreatedAt, r.ExpiresAt, r.IsApproved)),
        ]));
    }

    private async Task<IResult> AllWaitingAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        IReadOnlyList<Registration> waiting = await data.Database
            .ReadAsync(db => RegistrationTable.Waiting(db, now, MaxWaiting + 1), cancellationToken)
            .ConfigureAwait(false);
        return TypedResults.Ok(new WaitingRegistrations(
            [
                .. waiting.Take(MaxWaiting).Select(r => new WaitingRegistration(
                    r.Device.Name, r.Key, r.Batch, SecondFactorWord.Word(r.Factor), r.CreatedAt, r.ExpiresAt,
                    r.TriesLeft, r.IsApproved)),
            ],
            waiting.Count > MaxWaiting));
    }

    private async Task<IResult> ApproveAsync(string id, ApproveKeyRequest request, HttpContext context)
    {
        Fields fields = new();
        fields.Require(KeyThumbprint.TryParse(request.Key, out _), "key", "Must be 43 characters of base64url.");
        if (fields.Problem is { } problem)
        {
            return problem;
        }

        bool found = Find(id) is { } device && await data.Database.Writer.WriteAsync(
            db => BootstrapDeviceTable.Approve(db, device, request.Key, time.GetUtcNow()), context.RequestAborted)
                .ConfigureAwait(false);
        if (!found)
        {
            return Refuse.NotFound($"No such key waits for '{id}' to be approved.");
        }

        BootstrapLog.Approved(logger, Identity.Device(id), request.Key, ApiGate.CallerOf(context).Name);
        return TypedResults.NoContent();
    }

    private async Task<IResult> ReadmitAsync(string id, HttpContext context)
    {
        bool found = Find(id) is { } device && await data.Database.Writer.WriteAsync(
            db => BootstrapDeviceTable.Readmit(db, device), context.RequestAborted).ConfigureAwait(false);
        if (!found)
        {
            return Refuse.NotFound($"There is no device '{id}' that bootstraps.");
        }

        BootstrapLog.Readmitted(logger, Identity.Device(id), ApiGate.CallerOf(context).Name);
        return TypedResults.NoContent();
    }

    private static BootstrapTerms? TermsOf(AddBootstrapDeviceRequest request, Fields fields)
    {
        SecondFactor? factor = Enum.GetValues<SecondFactor>().Cast<SecondFactor?>()
            .FirstOrDefault(f => SecondFactorWord.Word(f!.Value) == request.Factor);
        byte[]? seed = null;
        bool isSeed = request.TotpSeed is null
            || (StrictBase64Url.TryDecode(request.TotpSeed, out seed)
                && seed.Length is >= Totp.MinSeedBytes and <= Totp.MaxSeedBytes);
        fields.Require(factor is not null, "factor", "Must be sms, totp or approval.");
        fields.Require(
            (request.Address is not null) == (factor == SecondFactor.Sms)
                && (request.Address is null
                    || (request.Address.Length is >= 1 and <= MaxAddress && !request.Address.Any(char.IsControl))),
            "address",
            "Must be there with sms alone: 1 to 128 characters without control characters.");
        fields.Require(
            isSeed && (seed is not null) == (factor == SecondFactor.Totp),
            "totpSeed",
            "Must be there with totp alone: 20 to 64 bytes in base64url.");
        fields.Require(
            request.Batch is null || Identity.TryCreate(IdentityKind.Birth, request.Batch, out _),
            "batch",
            "Must be 1 to 64 of A-Z a-z 0-9 - _.");
        return factor is null
            ? null
            : new BootstrapTerms(
                factor.Value,
                request.Address,
                BootstrapWords.Bytes(seed),
                request.Batch,
                request.TokensOnly ? DeviceLiving.Tokens : DeviceLiving.Certificate);
    }

    private Identity? Find(string id) =>
        Identity.TryCreate(IdentityKind.Device, id, out Identity identity)
        && data.Registry.Get(identity) is { State: not DeviceState.Removed }
            ? identity
            : null;
}
