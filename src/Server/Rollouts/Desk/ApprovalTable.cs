using Dapper;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Rollouts.Desk;

/// <summary>The SQL of rules, roles and approvals. Every method runs inside the caller's transaction.</summary>
internal static class ApprovalTable
{
    public static SortedDictionary<string, int> Rules(SqliteConnection db) => new(
        db.Query<(string Role, long Count)>("SELECT role, count FROM approval_rule")
            .ToDictionary(row => row.Role, row => (int)row.Count),
        StringComparer.Ordinal);

    public static SortedDictionary<string, string> Roles(SqliteConnection db) => new(
        db.Query<(string Operator, string Role)>("SELECT operator, role FROM operator_role ORDER BY operator, role")
            .GroupBy(row => row.Operator)
            .ToDictionary(group => group.Key, group => string.Join(' ', group.Select(row => row.Role))),
        StringComparer.Ordinal);

    public static bool HasRole(SqliteConnection db, string person, string role) => db.ExecuteScalar<long>(
        "SELECT count(*) FROM operator_role WHERE operator = @person AND role = @role", new { person, role }) > 0;

    /// <summary>Takes the place of all rules and roles.</summary>
    public static void Replace(
        SqliteConnection db, IReadOnlyDictionary<string, int> needed, IReadOnlyDictionary<string, string> roles)
    {
        db.Execute("DELETE FROM approval_rule; DELETE FROM operator_role");
        foreach ((string role, int count) in needed)
        {
            db.Execute("INSERT INTO approval_rule (role, count) VALUES (@role, @count)", new { role, count });
        }

        foreach ((string person, string held) in roles)
        {
            foreach (string role in held.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct())
            {
                db.Execute(
                    "INSERT INTO operator_role (operator, role) VALUES (@person, @role)", new { person, role });
            }
        }
    }

    /// <summary>Who approved a content, by role. One whose role was taken away since does not count.</summary>
    public static ILookup<string, string> Given(SqliteConnection db, string subject, string digest) => db
        .Query<(string Role, string Operator)>(
            """
            SELECT a.role, a.operator FROM approval a
            JOIN operator_role r ON r.operator = a.operator AND r.role = a.role
            WHERE a.subject = @subject AND a.digest = @digest ORDER BY a.at_ms
            """,
            new { subject, digest })
        .ToLookup(row => row.Role, row => row.Operator);

    /// <summary>Nobody has approved it any more, whatever its content.</summary>
    public static void Forget(SqliteConnection db, string subject) =>
        db.Execute("DELETE FROM approval WHERE subject = @subject", new { subject });

    /// <summary>An operator's approval of a content; a second one, in whatever role, takes the first one's place.
    /// </summary>
    public static void Approve(SqliteConnection db, Approval approval) => db.Execute(
        """
        INSERT INTO approval (subject, digest, operator, role, by, at_ms)
        VALUES (@Subject, @Digest, @Person, @Role, @By, @at)
        ON CONFLICT (subject, digest, operator) DO UPDATE SET role = excluded.role, by = excluded.by,
            at_ms = excluded.at_ms
        """,
        new
        {
            approval.Subject,
            approval.Digest,
            approval.Person,
            approval.Role,
            approval.By,
            at = Moment.ToMs(approval.At),
        });

    public static long Propose(SqliteConnection db, string content, string by, DateTimeOffset now, bool made) =>
        db.ExecuteScalar<long>(
            """
            INSERT INTO approval_change (content, proposed_by, proposed_ms, made_ms)
            VALUES (@content, @by, @now, @made) RETURNING id
            """,
            new { content, by, now = Moment.ToMs(now), made = made ? Moment.ToMs(now) : (long?)null });

    public static ProposedChange? FindChange(SqliteConnection db, long id) => db
        .Query<(long Id, string Content, string By, long At, long? Made)>(
            "SELECT id, content, proposed_by, proposed_ms, made_ms FROM approval_change WHERE id = @id", new { id })
        .Select(row => new ProposedChange(row.Id, row.Content, row.By, Moment.From(row.At), Moment.From(row.Made)))
        .FirstOrDefault();

    public static void MarkMade(SqliteConnection db, long id, DateTimeOffset now) => db.Execute(
        "UPDATE approval_change SET made_ms = @now WHERE id = @id", new { id, now = Moment.ToMs(now) });
}
