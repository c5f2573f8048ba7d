using Garita.Authority.Keys;
using Garita.Authority.Vault;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Api.People;
using Garita.Contracts.Identities;
using Garita.Server.Api.Access;
using Garita.Server.Api.Problems;
using Garita.Server.Issuing;
using Garita.Server.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Garita.Server.Api.Endpoints;

/// <summary>
/// Services, or operators: their issuer is locked, and each new one needs the passphrase that unlocks it.
/// </summary>
internal sealed class PeopleEndpoints(
    IdentityKind kind, IdentityRegistry registry, IdentityEnrollment enrollment, IdentityLifecycle lifecycle,
    AuthorityVault vault, Views views) : IDisposable
{
    // An unlocking takes a fifth of a second of a core: one at a time, the others wait.
    private readonly SemaphoreSlim _unlocking = new(1);

    public void Map(RouteGroupBuilder api)
    {
        string plural = kind == IdentityKind.Operator ? "operators" : "services";
        RouteGroupBuilder people = api.MapGroup("/" + plural).WithTags(plural);
        people.MapGet("/", List).Produces<IdentityList>();
        people.MapPost("/", AddAsync).Produces<IdentityAdded>(StatusCodes.Status201Created);
        people.MapPost("/{name}/disable", DisableAsync).Produces<IdentityView>();
        people.MapPost("/{name}/enable", EnableAsync).Produces<IdentityView>();
        people.MapDelete("/{name}", RemoveAsync).Produces(StatusCodes.Status204NoContent);
    }

    public void Dispose() => _unlocking.Dispose();

    private Ok<IdentityList> List() => TypedResults.Ok(new IdentityList(
    [
        .. registry.List(kind).Where(record => record.State != DeviceState.Removed).Select(views.Person),
    ]));

    private async Task<IResult> AddAsync(AddIdentityRequest request, HttpContext context)
    {
        Fields fields = new();
        Identity identity = fields.Name(kind, request.Name, "name");
        if (!fields.TryCsr(request.CsrPem, out Pki.Requests.ParsedCsr? csr) || fields.Problem is not null)
        {
            return fields.Problem!;
        }

        await _unlocking.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        try
        {
            using Passphrase passphrase = new(request.Passphrase);
            VaultRefusal refusal = vault.TryUnlockPeopleIssuer(passphrase, out Issuer? unlocked);
            using Issuer? issuer = unlocked;
            if (issuer is null)
            {
                return refusal == VaultRefusal.WrongSecret
                    ? Refuse.WrongPassphrase()
                    : Refuse.Unavailable($"The issuer of people cannot be unlocked: {refusal}.");
            }

            return Answer(request, await enrollment.AddAsync(
                NewIdentity.Of(identity), csr, issuer, ApiGate.CallerOf(context).Name, context.RequestAborted)
                .ConfigureAwait(false));
        }
        finally
        {
            _unlocking.Release();
        }
    }

    private IResult Answer(AddIdentityRequest request, EnrollmentResult result) => result switch
    {
        { Certificate: { } certificate, Record: { } record } => TypedResults.Created(
            (string?)null, new IdentityAdded(views.Person(record), views.Issued(certificate))),
        { Name: not AddRefusal.None } => Refuse.Taken("name", request.Name, result.Name),
        _ => Refuse.Issue(result.Issue),
    };

    private Task<IResult> DisableAsync(string name, HttpContext context) =>
        SetStateAsync(name, DeviceState.Disabled, context);

    private Task<IResult> EnableAsync(string name, HttpContext context) =>
        SetStateAsync(name, DeviceState.Active, context);

    private async Task<IResult> RemoveAsync(string name, HttpContext context)
    {
        IResult result = await SetStateAsync(name, DeviceState.Removed, context).ConfigureAwait(false);
        return result is ProblemResult ? result : TypedResults.NoContent();
    }

    private async Task<IResult> SetStateAsync(string name, DeviceState state, HttpContext context)
    {
        if (!Identity.TryCreate(kind, name, out Identity identity) || registry.Get(identity) is null)
        {
            return Refuse.NoIdentity(kind, name);
        }

        StateChange change = await lifecycle.SetStateAsync(
            identity, state, ApiGate.CallerOf(context).Name, context.RequestAborted).ConfigureAwait(false);
        return change switch
        {
            StateChange.Done => TypedResults.Ok(views.Person(registry.Get(identity)!)),
            StateChange.Unknown => Refuse.NoIdentity(kind, name),
            StateChange.Removed => Refuse.Removed(name),
            StateChange.LastOperator => Refuse.LastOperator(name),
        };
    }
}
