using Garita.Contracts.Api.Rollouts;
using Garita.Rollouts.Planning;
using Garita.Server.Api.Access;
using Garita.Server.Api.Problems;
using Garita.Server.Rollouts.Desk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Garita.Server.Api.Endpoints;

/// <summary>Rollouts: write, preview, approve, steer, explain; and the rules of approval.</summary>
internal sealed class RolloutEndpoints(RolloutDesk desk, ApprovalDesk approvals)
{
    private const int MaxRules = 32;
    private const int MaxRoleLength = 40;

    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/rollouts").WithTags("rollouts");
        group.MapGet("/", (Delegate)ListAsync).Produces<RolloutList>();
        group.MapPost("/", CreateAsync).Produces<RolloutView>(StatusCodes.Status201Created);
        group.MapGet("/{name}", GetAsync).Produces<RolloutView>();
        group.MapGet("/{name}/preview", PreviewAsync).Produces<RolloutPreview>();
        group.MapGet("/{name}/devices/{device}/why", WhyAsync).Produces<WhyView>();
        group.MapPost("/{name}/approve", ApproveAsync).Produces<RolloutView>();
        foreach (RolloutCommand command in Enum.GetValues<RolloutCommand>())
        {
            group.MapPost(
                "/{name}/" + Word(command),
                (string name, HttpContext context) => TellAsync(name, command, context)).Produces<RolloutView>();
        }

        RouteGroupBuilder rules = api.MapGroup("/approvals").WithTags("approvals");
        rules.MapGet("/", (Delegate)RulesAsync).Produces<ApprovalRules>();
        rules.MapPost("/changes", ProposeAsync).Produces<ApprovalChangeView>();
        rules.MapGet("/changes/{id:long}", ChangeAsync).Produces<ApprovalChangeView>();
        rules.MapPost("/changes/{id:long}/approve", ApproveChangeAsync).Produces<ApprovalChangeView>();
    }

    private static string Word(RolloutCommand command) => command switch
    {
        RolloutCommand.Start => "start",
        RolloutCommand.Pause => "pause",
        RolloutCommand.Resume => "resume",
        RolloutCommand.Rollback => "rollback",
        RolloutCommand.Abort => "abort",
    };

    private async Task<IResult> ListAsync(HttpContext context) =>
        TypedResults.Ok(new RolloutList(await desk.ListAsync(context.RequestAborted).ConfigureAwait(false)));

    private async Task<IResult> CreateAsync(CreateRolloutRequest request, HttpContext context)
    {
        (RolloutRefusal refusal, string detail) = await desk.CreateAsync(
            request.Definition, ApiGate.CallerOf(context), context.RequestAborted).ConfigureAwait(false);
        if (refusal is RolloutRefusal.DefinitionWrong or RolloutRefusal.NoRelease)
        {
            return Refuse.Field("definition", detail);
        }

        return refusal != RolloutRefusal.None
            ? RefuseRollout.Of(refusal)
            : TypedResults.Created(
                $"/api/v1/rollouts/{detail}",
                await desk.FindAsync(detail, context.RequestAborted).ConfigureAwait(false));
    }

    private async Task<IResult> GetAsync(string name, HttpContext context) =>
        Found(await desk.FindAsync(name, context.RequestAborted).ConfigureAwait(false), $"rollout '{name}'");

    private async Task<IResult> PreviewAsync(string name, HttpContext context) =>
        Found(await desk.PreviewAsync(name, context.RequestAborted).ConfigureAwait(false), $"rollout '{name}'");

    private async Task<IResult> WhyAsync(string name, string device, HttpContext context)
    {
        WhyView? why = await desk.WhyAsync(name, device, context.RequestAborted).ConfigureAwait(false);
        bool isDevice = why is null
            && await desk.FindAsync(name, context.RequestAborted).ConfigureAwait(false) is not null;
        return Found(why, isDevice ? $"device '{device}'" : $"rollout '{name}'");
    }

    private async Task<IResult> ApproveAsync(string name, ApproveRequest request, HttpContext context) =>
        await AnswerAsync(
        name,
        await desk.ApproveAsync(name, request, ApiGate.CallerOf(context), context.RequestAborted).ConfigureAwait(false),
        context).ConfigureAwait(false);

    private async Task<IResult> TellAsync(string name, RolloutCommand command, HttpContext context) =>
        await AnswerAsync(
        name,
        await desk.TellAsync(name, command, ApiGate.CallerOf(context), context.RequestAborted).ConfigureAwait(false),
        context).ConfigureAwait(false);

    private async Task<IResult> AnswerAsync(string name, RolloutRefusal refusal, HttpContext context)
    {
        if (refusal is not (RolloutRefusal.None or RolloutRefusal.NotNow or RolloutRefusal.Unknown))
        {
            return RefuseRollout.Of(refusal);
        }

        RolloutView? view = await desk.FindAsync(name, context.RequestAborted).ConfigureAwait(false);
        return refusal == RolloutRefusal.NotNow && view is not null
            ? RefuseRollout.NotNow(view.Status)
            : Found(view, $"rollout '{name}'");
    }

    private async Task<IResult> RulesAsync(HttpContext context) =>
        TypedResults.Ok(await approvals.RulesAsync(context.RequestAborted).ConfigureAwait(false));

    private async Task<IResult> ProposeAsync(ApprovalRules rules, HttpContext context)
    {
        Fields fields = new();
        fields.Require(
            rules.Needed.Count <= MaxRules
                && rules.Needed.All(rule => IsRole(rule.Key) && rule.Value is >= 1 and <= 10),
            "needed", "Must be at most 32 roles of a-z -, each with 1 to 10.");
        fields.Require(
            rules.Roles.Count <= MaxRules
                && rules.Roles.All(role => role.Key.StartsWith("operator:", StringComparison.Ordinal)
                    && role.Value.Split(' ').All(IsRole)),
            "roles", "Must be at most 32 operators, such as operator:ana, each with roles.");
        fields.Require(
            rules.Needed.All(rule => rules.Roles.Values.Count(held => held.Split(' ').Contains(rule.Key)) > rule.Value),
            "roles", "Must have one operator more in each role than must approve: nobody approves their own.");
        return fields.Problem is { } problem
            ? problem
            : TypedResults.Ok(await approvals.ProposeAsync(rules, ApiGate.CallerOf(context)).ConfigureAwait(false));
    }

    private async Task<IResult> ChangeAsync(long id, HttpContext context) =>
        Found(await approvals.FindAsync(id, context.RequestAborted).ConfigureAwait(false), $"change {id}");

    private async Task<IResult> ApproveChangeAsync(long id, ApproveRequest request, HttpContext context)
    {
        RolloutRefusal refusal = await approvals.ApproveChangeAsync(
            id, request, ApiGate.CallerOf(context), context.RequestAborted)
            .ConfigureAwait(false);
        return refusal == RolloutRefusal.None
            ? await ChangeAsync(id, context).ConfigureAwait(false)
            : RefuseRollout.Of(refusal);
    }

    private static bool IsRole(string role) =>
        role.Length is >= 1 and <= MaxRoleLength && role.All(c => char.IsAsciiLetterLower(c) || c == '-');

    private static IResult Found<T>(T? found, string name)
        where T : class => found is null ? Refuse.NotFound($"There is no {name}.") : TypedResults.Ok(found);
}
