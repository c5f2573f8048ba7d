using Garita.Broker.Access;
using Garita.Contracts.Api.Policy;
using Garita.Contracts.Identities;
using Garita.Server.Api.Problems;
using Garita.Server.Policies;
using Garita.Server.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ApiAction = Garita.Contracts.Api.Policy.PolicyAction;
using BrokerAction = Garita.Broker.Access.PolicyAction;

namespace Garita.Server.Api.Endpoints;

/// <summary>The policy: what is in force, whether another could be, and which line decides.</summary>
internal sealed class PolicyEndpoints(PolicyInForce policy, IdentityRegistry registry, ApiOptions options)
{
    private const int MaxTopicLength = 1024;

    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/policy").WithTags("policy");
        group.MapGet("/", () => TypedResults.Ok(policy.View())).Produces<PolicyView>();
        group.MapPost("/check", Check).Produces<PolicyCheckResult>();
        group.MapPost("/explain", Explain).Produces<ExplainResult>();
        group.MapPost("/reload", ReloadAsync).Produces<PolicyReloadResult>();
    }

    private IResult Check(PolicyCheckRequest request)
    {
        Fields fields = new();
        fields.Require(request.Text.Length <= options.MaxPolicyLength, "text", "Must be at most 256 KiB.");
        fields.Label(request.FileName, "fileName");
        if (fields.Problem is { } problem)
        {
            return problem;
        }

        PolicyParseResult result = AccessPolicy.Parse(request.Text, request.FileName ?? "policy");
        return TypedResults.Ok(new PolicyCheckResult(
            result.Policy is not null, [.. result.Errors.Select(e => new PolicyProblem(e.Line, e.Message))]));
    }

    private IResult Explain(ExplainRequest request)
    {
        Fields fields = new();
        Identity identity = Named(request.As, fields);
        fields.Require(request.Topic.Length is >= 1 and <= MaxTopicLength, "topic", "Must be 1 to 1024 characters.");
        if (fields.Problem is { } problem)
        {
            return problem;
        }

        BrokerAction action = request.Action switch
        {
            ApiAction.Publish => BrokerAction.Publish,
            ApiAction.Subscribe => BrokerAction.Subscribe,
            ApiAction.Receive => BrokerAction.Receive,
        };
        AccessPolicy inForce = policy.Current;
        PeerAttributes attributes = registry.Find(identity) ?? PeerAttributes.Of(identity);
        Decision decision = inForce.Explain(attributes, action, request.Topic).Decision;
        return TypedResults.Ok(new ExplainResult(
            decision.Allowed, decision.Line, PolicyWords.Of(decision.Reason), policy.Source));
    }

    private async Task<IResult> ReloadAsync(CancellationToken cancellationToken)
    {
        (PolicyReload? reload, PolicyReloadResult? result) =
            await policy.ReloadAsync(cancellationToken).ConfigureAwait(false);
        return result is not null
            ? TypedResults.Ok(result)
            : Refuse.Policy(reload is null
                ? "The built-in policy is in force; there is no file to reload."
                : string.Join("\n", reload.Errors));
    }

    private static Identity Named(string commonName, Fields fields)
    {
        IdentityKind kind = commonName.StartsWith("service:", StringComparison.Ordinal) ? IdentityKind.Service
            : commonName.StartsWith("operator:", StringComparison.Ordinal) ? IdentityKind.Operator
            : IdentityKind.Device;
        bool valid = Identity.TryFromCommonName(kind, commonName, out Identity identity);
        fields.Require(valid, "as", "Must be a common name: ABCD1234, service:commands or operator:ana.");
        return identity;
    }
}
