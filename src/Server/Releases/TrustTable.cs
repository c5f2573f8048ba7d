using Dapper;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Releases;

/// <summary>The SQL of trust documents. Every method runs inside the caller's transaction.</summary>
internal static class TrustTable
{
    /// <summary>Every document, oldest first; at most the last is pending.</summary>
    public static List<TrustRecord> All(SqliteConnection db) =>
    [
        .. db.Query<Row>(
            """
            SELECT version, digest, document, installed_by, installed_ms, log_from, log_index
            FROM trust_document ORDER BY version
            """).Select(row => new TrustRecord
            {
                Version = row.Version,
                Digest = Words.Digest(row.Digest),
                Document = row.Document,
                InstalledBy = row.Installed_by,
                Installed = Moment.From(row.Installed_ms),
                LogFrom = row.Log_from,
                LogIndex = row.Log_index,
            }),
    ];

    public static int Add(SqliteConnection db, TrustRecord record) => db.Execute(
        """
        INSERT INTO trust_document (version, digest, document, installed_by, installed_ms, log_from)
        VALUES (@Version, @digest, @Document, @InstalledBy, @installed, @LogFrom)
        """,
        new
        {
            record.Version,
            digest = record.Digest.Hex,
            record.Document,
            record.InstalledBy,
            installed = Moment.ToMs(record.Installed),
            record.LogFrom,
        });

    /// <summary>Puts a document into force.</summary>
    public static int Enforce(SqliteConnection db, long version, long logIndex) => db.Execute(
        "UPDATE trust_document SET log_index = @logIndex WHERE version = @version", new { version, logIndex });

    /// <summary>Takes back what never was in force.</summary>
    public static int Forget(SqliteConnection db, long version) => db.Execute(
        "DELETE FROM trust_document WHERE version = @version AND log_index IS NULL", new { version });

    private sealed record Row
    {
        public long Version { get; init; }

        public string Digest { get; init; } = "";

        public byte[] Document { get; init; } = [];

        public string Installed_by { get; init; } = "";

        public long Installed_ms { get; init; }

        public long Log_from { get; init; }

        public long? Log_index { get; init; }
    }
}
