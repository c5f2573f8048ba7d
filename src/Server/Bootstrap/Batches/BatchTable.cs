using Dapper;
using Garita.Contracts.Identities;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Bootstrap.Batches;

/// <summary>The SQL of batches.</summary>
internal static class BatchTable
{
    public static List<BirthBatch> All(SqliteConnection db) =>
    [
        .. db.Query<Row>("SELECT * FROM birth_batch WHERE state <> 'making' ORDER BY name").Select(ToBatch),
    ];

    /// <summary>Takes a name; false where it is, or was, a batch's.</summary>
    public static bool Begin(SqliteConnection db, string name, DateTimeOffset now) => db.Execute(
        """
        INSERT INTO birth_batch (name, folded, state, created_ms) VALUES (@name, @folded, 'making', @now)
        ON CONFLICT (folded) DO UPDATE SET name = excluded.name, created_ms = excluded.created_ms
        WHERE birth_batch.state = 'making'
        """,
        new { name, folded = name.ToLowerInvariant(), now = Moment.ToMs(now) }) > 0;

    public static void Open(SqliteConnection db, string name, CertificateFingerprint fingerprint) => db.Execute(
        "UPDATE birth_batch SET state = 'open', fingerprint = @Hex WHERE name = @name AND state = 'making'",
        new { name, fingerprint.Hex });

    public static void Close(SqliteConnection db, string name, DateTimeOffset now) => db.Execute(
        "UPDATE birth_batch SET state = 'closed', closed_ms = @now WHERE name = @name AND state = 'open'",
        new { name, now = Moment.ToMs(now) });

    /// <summary>The batch's certificate in DER.</summary>
    public static byte[]? Certificate(SqliteConnection db, CertificateFingerprint fingerprint) =>
        db.QueryFirstOrDefault<byte[]>(
            "SELECT certificate FROM issuance WHERE fingerprint = @Hex AND kind = 'birth'", new { fingerprint.Hex });

    /// <summary>The newest certificate of a device for one key, in DER; null where there is none in force.</summary>
    public static byte[]? CertificateFor(SqliteConnection db, Identity device, string keyHash, DateTimeOffset since) =>
        db.QueryFirstOrDefault<byte[]>(
            """
            SELECT i.certificate FROM issuance i JOIN certificate c ON c.fingerprint = i.fingerprint AND c.active = 1
            WHERE i.kind = 'device' AND i.name = @Name AND i.key_hash = @keyHash AND i.outcome = 'issued'
                AND i.recorded_ms >= @since
            ORDER BY i.recorded_ms DESC LIMIT 1
            """,
            new { device.Name, keyHash, since = Moment.ToMs(since) });

    /// <summary>Makes a device's certificates worthless, all but one.</summary>
    public static int RetireOthers(SqliteConnection db, Identity device, CertificateFingerprint kept) => db.Execute(
        "UPDATE certificate SET active = 0 WHERE kind = 'device' AND name = @Name AND fingerprint <> @Hex",
        new { device.Name, kept.Hex });

    private static BirthBatch ToBatch(Row row) => new(
        row.Name,
        row.State == "open",
        CertificateFingerprint.TryParse(row.Fingerprint, out CertificateFingerprint fingerprint)
            ? fingerprint
            : throw new StorageException(StorageFault.Damaged, $"'{row.Fingerprint}' is not a fingerprint"),
        Moment.From(row.Created_ms),
        Moment.From(row.Closed_ms));

    private sealed record Row
    {
        public string Name { get; init; } = "";

        public string State { get; init; } = "";

        public string? Fingerprint { get; init; }

        public long Created_ms { get; init; }

        public long? Closed_ms { get; init; }
    }
}
