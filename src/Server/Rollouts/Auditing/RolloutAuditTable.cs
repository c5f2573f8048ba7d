using Dapper;
using Garita.Merkle;
using Garita.Server.Audit;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Rollouts.Auditing;

/// <summary>The SQL of what the audit log is to tell of as done. Every method runs inside the caller's transaction.
/// </summary>
internal static class RolloutAuditTable
{
    /// <summary>Notes that what was announced is done, with what it is about.</summary>
    public static void Add(SqliteConnection db, AuditOperation operation, string detail) => db.Execute(
        "INSERT INTO rollout_audit (operation, digest, detail) VALUES (@operation, @digest, @detail)",
        new { operation = operation.Id.ToString(), digest = operation.Digest.ToString(), detail });

    /// <summary>What the log does not tell of yet, the oldest first.</summary>
    public static List<AnnouncedOutcome> Untold(SqliteConnection db, int limit) =>
    [
        .. db.Query<(long Id, string Operation, string Digest, string Detail)>(
            "SELECT id, operation, digest, detail FROM rollout_audit ORDER BY id LIMIT @limit", new { limit })
            .Select(row => new AnnouncedOutcome(
                row.Id,
                new AuditOperation(
                    Words.Uuid(row.Operation), new MerkleHash(Words.Digest(row.Digest).ToArray()), 0),
                row.Detail)),
    ];

    /// <summary>The log tells of it.</summary>
    public static int Delete(SqliteConnection db, long id) =>
        db.Execute("DELETE FROM rollout_audit WHERE id = @id", new { id });
}
