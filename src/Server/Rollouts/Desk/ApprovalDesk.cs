using System.Globalization;
using System.Text;
using System.Text.Json;
using Garita.Contracts.Api.Rollouts;
using Garita.Firmware;
using Garita.Rollouts.Planning;
using Garita.Server.Api.Access;
using Garita.Server.Audit;
using Garita.Server.Rollouts.Auditing;
using Garita.Server.Rollouts.Engine;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Rollouts.Desk;

/// <summary>
/// Four eyes: who must approve what. An approval is of one content by its digest, and counts once for each operator,
/// whatever credential they use. While a rule is in force, changing rules or roles needs the same approvals; so that
/// adding an operator adds nobody who may approve.
/// </summary>
/// <remarks>It protects against one operator acting alone, not against who can write the server's database.</remarks>
internal sealed class ApprovalDesk(RolloutSurroundings around)
{
    private static readonly JsonSerializerOptions s_canonical = new(JsonSerializerDefaults.Web);

    private static readonly Dictionary<string, int> s_noExtra = [];

    /// <summary>Who must approve something, and who did; its author counts for nothing.</summary>
    public static List<RoleView> Standing(
        SqliteConnection db, string subject, Sha256Digest digest, string author, IReadOnlyDictionary<string, int> extra)
    {
        SortedDictionary<string, int> needed = ApprovalTable.Rules(db);
        foreach ((string role, int count) in extra)
        {
            needed[role] = Math.Max(needed.GetValueOrDefault(role), count);
        }

        ILookup<string, string> given = ApprovalTable.Given(db, subject, digest.Hex);
        return
        [
            .. needed.Select(rule => new RoleView(
                rule.Key, rule.Value, [.. given[rule.Key].Where(person => person != author)])),
        ];
    }

    public static bool IsEnough(IReadOnlyList<RoleView> roles) => roles.All(role => role.By.Count >= role.Needed);

    /// <summary>The rules in force.</summary>
    public Task<ApprovalRules> RulesAsync(CancellationToken cancellationToken) => around.Database.ReadAsync(
        db => new ApprovalRules(ApprovalTable.Rules(db), ApprovalTable.Roles(db)), cancellationToken);

    /// <summary>Approves a content that the caller has checked to be the one there is.</summary>
    /// <exception cref="StorageException">It does not count.</exception>
    public Task<RolloutRefusal> ApproveAsync(
        string subject, ApproveRequest request, string author, ApiCaller caller, CancellationToken cancellationToken)
    {
        Approval approval = ApprovalOf(subject, request, caller);
        return EnterAsync(
            new(caller, AuditActions.ApproveRollout, approval),
            db => Judge(db, approval, author),
            db =>
            {
                ApprovalTable.Approve(db, approval);
                return $"{subject} as {approval.Role}";
            },
            cancellationToken);
    }

    /// <summary>Proposes rules; they are in force at once where no rule is.</summary>
    /// <exception cref="StorageException">They are not proposed.</exception>
    public async Task<ApprovalChangeView> ProposeAsync(ApprovalRules rules, ApiCaller caller)
    {
        string content = Text(rules);
        DateTimeOffset now = around.Time.GetUtcNow();
        AuditOperation operation = await around.Audit.AnnounceAsync(
            RolloutAudit.ActorOf(caller), AuditActions.ProposeRules, content, DigestOf(content)).ConfigureAwait(false);
        return await around.Writer.WriteAsync(
            db =>
            {
                bool atOnce = ApprovalTable.Rules(db).Count == 0;
                long id = ApprovalTable.Propose(db, content, caller.Person, now, atOnce);
                if (atOnce)
                {
                    ApprovalTable.Replace(db, rules.Needed, rules.Roles);
                }

                RolloutAuditTable.Add(
                    db, operation, Subject(id) + (atOnce ? " is in force" : " waits for approvals"));
                return View(db, ApprovalTable.FindChange(db, id)!);
            },
            CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>A proposed change; null where there is none.</summary>
    public Task<ApprovalChangeView?> FindAsync(long id, CancellationToken cancellationToken) =>
        around.Database.ReadAsync(
            db => ApprovalTable.FindChange(db, id) is { } change ? View(db, change) : null, cancellationToken);

    /// <summary>Approves a change; with the last approval it is in force.</summary>
    /// <exception cref="StorageException">It does not count.</exception>
    public Task<RolloutRefusal> ApproveChangeAsync(
        long id, ApproveRequest request, ApiCaller caller, CancellationToken cancellationToken)
    {
        Approval approval = ApprovalOf(Subject(id), request, caller);
        return EnterAsync(
            new(caller, AuditActions.ApproveRules, approval),
            db => JudgeChange(db, id, approval),
            db => ApproveChange(db, id, approval),
            cancellationToken);
    }

    private static RolloutRefusal JudgeChange(SqliteConnection db, long id, Approval approval)
    {
        if (ApprovalTable.FindChange(db, id) is not { Made: null } change)
        {
            return RolloutRefusal.Unknown;
        }

        return approval.Digest.Equals(DigestOf(change.Content).Hex, StringComparison.Ordinal)
            ? Judge(db, approval, change.By)
            : RolloutRefusal.OtherContent;
    }

    private static string ApproveChange(SqliteConnection db, long id, Approval approval)
    {
        ProposedChange change = ApprovalTable.FindChange(db, id)!;
        ApprovalTable.Approve(db, approval);
        if (!IsEnough(Standing(db, Subject(id), DigestOf(change.Content), change.By, s_noExtra)))
        {
            return $"{Subject(id)} as {approval.Role}";
        }

        ApprovalRules rules = JsonSerializer.Deserialize<ApprovalRules>(change.Content, s_canonical)!;
        ApprovalTable.Replace(db, rules.Needed, rules.Roles);
        ApprovalTable.MarkMade(db, id, approval.At);
        return $"{Subject(id)} as {approval.Role}: it is in force";
    }

    private static RolloutRefusal Judge(SqliteConnection db, Approval approval, string author) =>
        approval.Person == author ? RolloutRefusal.OwnWork
        : ApprovalTable.HasRole(db, approval.Person, approval.Role) ? RolloutRefusal.None
        : RolloutRefusal.NotInRole;

    private Approval ApprovalOf(string subject, ApproveRequest request, ApiCaller caller) => new(
        subject, request.Digest.ToLowerInvariant(), caller.Person, request.Role, caller.Name,
        around.Time.GetUtcNow());

    // What is refused is not announced; what can only be refused by then is told of as refused.
    private async Task<RolloutRefusal> EnterAsync(
        Entering entering, Func<SqliteConnection, RolloutRefusal> judge, Func<SqliteConnection, string> approve,
        CancellationToken cancellationToken)
    {
        RolloutRefusal first = await around.Database.ReadAsync(judge, cancellationToken).ConfigureAwait(false);
        if (first != RolloutRefusal.None)
        {
            return first;
        }

        Approval approval = entering.Approval;
        AuditOperation operation = await around.Audit.AnnounceAsync(
            RolloutAudit.ActorOf(entering.Caller), entering.Action, $"{approval.Subject} as {approval.Role}",
            Words.Digest(approval.Digest)).ConfigureAwait(false);
        RolloutRefusal refusal = await around.Writer.WriteAsync(
            db =>
            {
                RolloutRefusal judged = judge(db);
                if (judged == RolloutRefusal.None)
                {
                    RolloutAuditTable.Add(db, operation, approve(db));
                }

                return judged;
            },
            CancellationToken.None).ConfigureAwait(false);
        if (refusal != RolloutRefusal.None)
        {
            await around.Audit.RefuseAsync(operation, $"{approval.Subject}: {RolloutWords.Of(refusal)}")
                .ConfigureAwait(false);
        }

        return refusal;
    }

    private static ApprovalChangeView View(SqliteConnection db, ProposedChange change)
    {
        Sha256Digest digest = DigestOf(change.Content);
        return new ApprovalChangeView(
            change.Id, digest.Hex, JsonSerializer.Deserialize<ApprovalRules>(change.Content, s_canonical)!, change.By,
            change.At, change.Made, Standing(db, Subject(change.Id), digest, change.By, s_noExtra));
    }

    private static string Subject(long change) => string.Create(CultureInfo.InvariantCulture, $"change:{change}");

    private static Sha256Digest DigestOf(string content) => Sha256Digest.Of(Encoding.UTF8.GetBytes(content));

    private static string Text(ApprovalRules rules) => JsonSerializer.Serialize(
        new ApprovalRules(
            new SortedDictionary<string, int>(rules.Needed.ToDictionary(), StringComparer.Ordinal),
            new SortedDictionary<string, string>(rules.Roles.ToDictionary(), StringComparer.Ordinal)),
        s_canonical);

    private sealed record Entering(ApiCaller Caller, string Action, Approval Approval);
}
