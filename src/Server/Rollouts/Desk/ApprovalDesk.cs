using System.Globalization;
using System.Text;
using System.Text.Json;
using Garita.Contracts.Api.Rollouts;
using Garita.Firmware;
using Garita.Server.Api.Access;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Rollouts.Desk;

/// <summary>
/// Four eyes: who must approve what. An approval is of one content by its digest, and counts once for each operator,
/// whatever credential they use. While a rule is in force, changing rules or roles needs the same approvals; so that
/// adding an operator adds nobody who may approve.
/// </summary>
/// <remarks>It protects against one operator acting alone, not against who can write the server's database.</remarks>
internal sealed class ApprovalDesk(Database database, IDatabaseWriter writer, TimeProvider time)
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
    public Task<ApprovalRules> RulesAsync(CancellationToken cancellationToken) => database.ReadAsync(
        db => new ApprovalRules(ApprovalTable.Rules(db), ApprovalTable.Roles(db)), cancellationToken);

    /// <summary>Approves a content that the caller has checked to be the one there is.</summary>
    public Task<RolloutRefusal> ApproveAsync(string subject, ApproveRequest request, string author, ApiCaller caller)
    {
        Approval approval = new(
            subject, request.Digest, caller.Person, request.Role, caller.Name, time.GetUtcNow());
        return writer.WriteAsync(db => Approve(db, approval, author), CancellationToken.None);
    }

    /// <summary>Proposes rules; they are in force at once where no rule is.</summary>
    public Task<ApprovalChangeView> ProposeAsync(ApprovalRules rules, ApiCaller caller)
    {
        string content = Text(rules);
        DateTimeOffset now = time.GetUtcNow();
        return writer.WriteAsync(
            db =>
            {
                bool atOnce = ApprovalTable.Rules(db).Count == 0;
                long id = ApprovalTable.Propose(db, content, caller.Person, now, atOnce);
                if (atOnce)
                {
                    ApprovalTable.Replace(db, rules.Needed, rules.Roles);
                }

                return View(db, ApprovalTable.FindChange(db, id)!);
            },
            CancellationToken.None);
    }

    /// <summary>A proposed change; null where there is none.</summary>
    public Task<ApprovalChangeView?> FindAsync(long id, CancellationToken cancellationToken) => database.ReadAsync(
        db => ApprovalTable.FindChange(db, id) is { } change ? View(db, change) : null, cancellationToken);

    /// <summary>Approves a change; with the last approval it is in force.</summary>
    public Task<RolloutRefusal> ApproveChangeAsync(long id, ApproveRequest request, ApiCaller caller)
    {
        DateTimeOffset now = time.GetUtcNow();
        return writer.WriteAsync(db => ApproveChange(db, id, request, caller, now), CancellationToken.None);
    }

    private static RolloutRefusal ApproveChange(
        SqliteConnection db, long id, ApproveRequest request, ApiCaller caller, DateTimeOffset now)
    {
        if (ApprovalTable.FindChange(db, id) is not { Made: null } change)
        {
            return RolloutRefusal.Unknown;
        }

        Sha256Digest digest = DigestOf(change.Content);
        if (!request.Digest.Equals(digest.Hex, StringComparison.OrdinalIgnoreCase))
        {
            return RolloutRefusal.OtherContent;
        }

        RolloutRefusal refusal = Approve(
            db, new(Subject(id), digest.Hex, caller.Person, request.Role, caller.Name, now), change.By);
        if (refusal == RolloutRefusal.None && IsEnough(Standing(db, Subject(id), digest, change.By, s_noExtra)))
        {
            ApprovalRules rules = JsonSerializer.Deserialize<ApprovalRules>(change.Content, s_canonical)!;
            ApprovalTable.Replace(db, rules.Needed, rules.Roles);
            ApprovalTable.MarkMade(db, id, now);
        }

        return refusal;
    }

    private static RolloutRefusal Approve(SqliteConnection db, Approval approval, string author)
    {
        if (approval.Person == author)
        {
            return RolloutRefusal.OwnWork;
        }

        if (!ApprovalTable.HasRole(db, approval.Person, approval.Role))
        {
            return RolloutRefusal.NotInRole;
        }

        ApprovalTable.Approve(db, approval);
        return RolloutRefusal.None;
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
}
