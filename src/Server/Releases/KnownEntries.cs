using Dapper;
using Garita.Server.Storage;

namespace Garita.Server.Releases;

/// <summary>What the database knows of the audit log, which is kept beside it and may be lost or older alone.</summary>
internal static class KnownEntries
{
    /// <summary>How many entries the log has at least: there were as many when something was published.</summary>
    public static Task<long> CountAsync(Database database, CancellationToken cancellationToken) => database.ReadAsync(
        db => db.ExecuteScalar<long>(
            """
            SELECT coalesce(max(entries), 0) FROM (
                SELECT max(log_from, coalesce(log_index + 1, 0)) AS entries FROM manifest
                UNION ALL SELECT max(log_from, coalesce(log_index + 1, 0)) FROM trust_document)
            """),
        cancellationToken);
}
