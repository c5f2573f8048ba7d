using System.Text.Json;

namespace Garita.Contracts.Bootstrap.Replies;

/// <summary>What a reply must be beyond its shape.</summary>
internal static class ReplyRules
{
    // A SubjectPublicKeyInfo with a point on P-256 (RFC 5480 2).
    private const int PublicKeyBytes = 91;

    /// <summary>Why nobody takes this reply to that op.</summary>
    public static MessageRefusal Check(BootstrapReply reply, BootstrapOp op)
    {
        if (reply.V != BootstrapWire.Version)
        {
            return MessageRefusal.Version;
        }

        BootstrapReaction? reaction = BootstrapCodes.ReactionTo(op, reply.Code);
        if (reaction is null || !HasItsBodies(reply, op, reaction.Value))
        {
            return MessageRefusal.Body;
        }

        bool fits = Rules.IsUuid(reply.Uuid)
            && Rules.IsBase64Url(reply.Request, 32)
            && reply.RetryAfter is null or (>= 1 and <= Rules.LongestSeconds)
            && (reply.Registered is null || Fits(reply.Registered))
            && (reply.Tokens is null || Fits(reply.Tokens))
            && (reply.Device is null || Fits(reply.Device))
            && (reply.Enrolled is null || (Rules.IsPem(reply.Enrolled.Chain) && Rules.IsPem(reply.Enrolled.Roots)))
            && (reply.Commands is null || Fits(reply.Commands))
            && (reply.Keys is null || Fits(reply.Keys));
        return fits ? MessageRefusal.None : MessageRefusal.Value;
    }

    private static bool HasItsBodies(BootstrapReply reply, BootstrapOp op, BootstrapReaction reaction)
    {
        bool ok = reply.Code == BootstrapCode.Ok;
        bool tokens = ok && op is BootstrapOp.Login or BootstrapOp.Refresh && ok;
        return (reply.RetryAfter is not null) == (reaction == BootstrapReaction.AskAgain)
            && (reply.Registered is not null) == (ok && op == BootstrapOp.Register)
            && (reply.Tokens is not null) == tokens
            && (reply.Enrolled is not null) == (ok && op == BootstrapOp.Enroll)
            && (reply.Device is null ? !(ok && op == BootstrapOp.Login) : tokens)
            && (reply.Commands is null || tokens || (ok && op == BootstrapOp.Publish))
            && (reply.Keys is null || tokens);
    }

    private static bool Fits(RegisteredBody body) =>
        body.CodeSeconds is >= 1 and <= Rules.LongestSeconds && body.ResendSeconds is >= 1 and <= Rules.LongestSeconds;

    private static bool Fits(TokensBody body) =>
        Rules.IsToken(body.Access)
        && Rules.IsToken(body.Refresh)
        && body.AccessSeconds >= 1
        && body.RefreshSeconds >= 1;

    private static bool Fits(DeviceBody body) =>
        Rules.IsName(body.Id)
        && (body.Type is null || Rules.IsText(body.Type, 64))
        && body.Settings is null or { ValueKind: JsonValueKind.Object };

    private static bool Fits(IReadOnlyList<string> keys) =>
        keys.Count == 2 && keys.All(key => key is not null && Rules.IsBase64Url(key, PublicKeyBytes));

    private static bool Fits(IReadOnlyList<PendingCommand> commands) =>
        commands.Count <= BootstrapMessages.MaxCommands
        && commands.All(command => command is { Seconds: >= 1 and <= Rules.LongestSeconds }
            && Rules.IsName(command.Id)
            && Rules.IsName(command.Name))
        && commands.DistinctBy(command => command.Id).Count() == commands.Count;
}
