using Dapper;
using Garita.Firmware;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Releases;

/// <summary>The SQL of manifests. Every method runs inside the caller's transaction.</summary>
internal static class ManifestTable
{
    /// <summary>Between key hashes in one column; not in their alphabet.</summary>
    private const char Separator = ' ';

    private const string Columns =
        """
        SELECT id, digest, way_back_of, state, envelope, version, sequence, epoch, vendor, class, image, image_bytes,
               payload, payload_bytes, chunk_bytes, chunk_root, signers, trust_version, published_by, published_ms,
               log_from,
               log_index
        FROM manifest
        """;

    public static ManifestRecord? Find(SqliteConnection db, Sha256Digest digest) =>
        One(db, "WHERE digest = @hex", new { hex = digest.Hex });

    public static ManifestRecord? WayBackOf(SqliteConnection db, long id) =>
        One(db, "WHERE way_back_of = @id", new { id });

    /// <summary>Releases that were published, the newest first.</summary>
    public static List<ManifestRecord> Page(
        SqliteConnection db, Guid? vendor, Guid? forClass, long before, int limit) =>
        Many(
            db,
            """
            WHERE way_back_of IS NULL AND state <> 'pending' AND id < @before
            AND (@vendor IS NULL OR vendor = @vendor) AND (@class IS NULL OR class = @class)
            ORDER BY id DESC LIMIT @limit
            """,
            new { vendor = vendor?.ToString(), @class = forClass?.ToString(), before, limit });

    /// <summary>Releases, never ways back, whose entries in the log are not known to be durable.</summary>
    public static List<ManifestRecord> Pending(SqliteConnection db) =>
        Many(db, "WHERE way_back_of IS NULL AND state = 'pending' ORDER BY id", null);

    /// <summary>The highest sequence number that a class has used, ways back included; null without any.</summary>
    public static long? HighestSequence(SqliteConnection db, Guid vendor, Guid forClass) => db.ExecuteScalar<long?>(
        "SELECT max(sequence) FROM manifest WHERE vendor = @vendor AND class = @class",
        new { vendor = vendor.ToString(), @class = forClass.ToString() });

    /// <summary>How many manifests, pending ones included, need some stored bytes.</summary>
    public static int CountOf(SqliteConnection db, Sha256Digest payload) => db.ExecuteScalar<int>(
        "SELECT count(*) FROM manifest WHERE payload = @hex", new { hex = payload.Hex });

    /// <summary>Adds a release, with its way back, that nobody sees yet; answers its id.</summary>
    public static long Add(SqliteConnection db, ManifestRecord release, ManifestRecord? wayBack)
    {
        long id = Insert(db, release);
        if (wayBack is not null)
        {
            Insert(db, wayBack with { WayBackOf = id });
        }

        return id;
    }

    /// <summary>Lets a release, with its way back, be seen.</summary>
    public static int Publish(SqliteConnection db, long id, long logIndex, long? wayBackIndex)
    {
        db.Execute(
            "UPDATE manifest SET state = 'published', log_index = @wayBackIndex WHERE way_back_of = @id",
            new { id, wayBackIndex });
        return db.Execute(
            "UPDATE manifest SET state = 'published', log_index = @logIndex WHERE id = @id AND state = 'pending'",
            new { id, logIndex });
    }

    /// <summary>Takes back what nobody saw.</summary>
    public static int Forget(SqliteConnection db, long id)
    {
        db.Execute("DELETE FROM manifest WHERE way_back_of = @id AND state = 'pending'", new { id });
        return db.Execute("DELETE FROM manifest WHERE id = @id AND state = 'pending'", new { id });
    }

    public static int Withdraw(SqliteConnection db, long id) => db.Execute(
        "UPDATE manifest SET state = 'withdrawn' WHERE (id = @id OR way_back_of = @id) AND state = 'published'",
        new { id });

    private static long Insert(SqliteConnection db, ManifestRecord record) => db.ExecuteScalar<long>(
        """
        INSERT INTO manifest (digest, way_back_of, state, envelope, version, sequence, epoch, vendor, class, image,
            image_bytes, payload, payload_bytes, chunk_bytes, chunk_root, signers, trust_version, published_by,
            published_ms,
            log_from)
        VALUES (@digest, @WayBackOf, 'pending', @Envelope, @Version, @Sequence, @Epoch, @vendor, @class, @image,
            @ImageBytes, @payload, @PayloadBytes, @ChunkBytes, @root, @signers, @TrustVersion, @PublishedBy, @published,
            @LogFrom)
        RETURNING id
        """,
        new
        {
            digest = record.Digest.Hex,
            record.WayBackOf,
            record.Envelope,
            record.Version,
            record.Sequence,
            record.Epoch,
            vendor = record.Vendor.ToString(),
            @class = record.Class.ToString(),
            image = record.Image.Hex,
            record.ImageBytes,
            payload = record.Payload.Hex,
            record.PayloadBytes,
            record.ChunkBytes,
            root = record.ChunkRoot.ToArray(),
            signers = string.Join(Separator, record.Signers),
            record.TrustVersion,
            record.PublishedBy,
            published = Moment.ToMs(record.Published),
            record.LogFrom,
        });

    private static ManifestRecord? One(SqliteConnection db, string where, object values) =>
        Many(db, where, values) is [var only, ..] ? only : null;

    private static List<ManifestRecord> Many(SqliteConnection db, string where, object? values) =>
        [.. db.Query<ManifestRow>($"{Columns} {where}", values).Select(ToRecord)];

    private static ManifestRecord ToRecord(ManifestRow row) => new()
    {
        Id = row.Id,
        Digest = Words.Digest(row.Digest),
        WayBackOf = row.Way_back_of,
        State = Words.ReleaseState(row.State),
        Envelope = row.Envelope,
        Version = row.Version,
        Sequence = row.Sequence,
        Epoch = row.Epoch,
        Vendor = Words.Uuid(row.Vendor),
        Class = Words.Uuid(row.Class),
        Image = Words.Digest(row.Image),
        ImageBytes = row.Image_bytes,
        Payload = Words.Digest(row.Payload),
        PayloadBytes = row.Payload_bytes,
        ChunkBytes = (int)row.Chunk_bytes,
        ChunkRoot = Words.Hash(row.Chunk_root),
        Signers = row.Signers.Split(Separator, StringSplitOptions.RemoveEmptyEntries),
        TrustVersion = row.Trust_version,
        PublishedBy = row.Published_by,
        Published = Moment.From(row.Published_ms),
        LogFrom = row.Log_from,
        LogIndex = row.Log_index,
    };
}
