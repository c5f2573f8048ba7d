using Dapper;
using Garita.Merkle;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Audit;

/// <summary>The SQL of what the audit log does not have yet. Every method runs inside the caller's transaction.
/// </summary>
internal static class LateEntryTable
{
    /// <summary>Keeps what the log is to have.</summary>
    /// <param name="db">The caller's transaction.</param>
    /// <param name="late">What was done.</param>
    /// <param name="detail">What it led to.</param>
    /// <param name="about">What it is counted under, see <see cref="Count"/>.</param>
    public static void Add(SqliteConnection db, LateEntry late, string detail, string about) => db.Execute(
        """
        INSERT INTO audit_late (operation, done_ms, actor, action, subject, digest, detail, about, log_from)
        VALUES (@operation, @done, @Actor, @Action, @Subject, @digest, @detail, @about, @LogFrom)
        """,
        new
        {
            operation = late.Operation.ToString(),
            done = Moment.ToMs(late.Done),
            late.Actor,
            late.Action,
            late.Subject,
            digest = late.Digest.ToString(),
            detail,
            about,
            late.LogFrom,
        });

    /// <summary>The first of them, in the order in which they were done.</summary>
    public static List<LateEntry> First(SqliteConnection db, int limit) =>
    [
        .. db.Query<Row>(
            """
            SELECT id, operation, done_ms, actor, action, subject, digest, detail, log_from
            FROM audit_late ORDER BY id LIMIT @limit
            """,
            new { limit }).Select(ToEntry),
    ];

    /// <summary>How many there are about something.</summary>
    public static long Count(SqliteConnection db, IReadOnlyList<string> about) => db.ExecuteScalar<long>(
        "SELECT count(*) FROM audit_late WHERE about IN @about", new { about });

    /// <summary>The log has these and all before.</summary>
    public static int DeleteUpTo(SqliteConnection db, long id) =>
        db.Execute("DELETE FROM audit_late WHERE id <= @id", new { id });

    private static LateEntry ToEntry(Row row) => new(
        Words.Uuid(row.Operation), Moment.From(row.Done_ms), row.Actor, row.Action, row.Subject,
        new MerkleHash(Words.Digest(row.Digest).ToArray()), row.Log_from)
    {
        Id = row.Id,
        Detail = row.Detail,
    };

    private sealed record Row
    {
        public long Id { get; init; }

        public string Operation { get; init; } = "";

        public long Done_ms { get; init; }

        public string Actor { get; init; } = "";

        public string Action { get; init; } = "";

        public string Subject { get; init; } = "";

        public string Digest { get; init; } = "";

        public string Detail { get; init; } = "";

        public long Log_from { get; init; }
    }
}
