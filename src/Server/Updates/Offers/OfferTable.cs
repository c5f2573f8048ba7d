using Dapper;
using Garita.Contracts.Api.Updates;
using Garita.Contracts.Identities;
using Garita.Firmware.Delivery;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Updates.Offers;

/// <summary>The SQL of offers. Every method runs inside the caller's transaction.</summary>
internal static class OfferTable
{
    private const string Columns =
        """
        SELECT o.id, o.counter, o.device, o.deployment, o.attempt, o.manifest, o.state, o.paths, o.ask, o.key_offer,
               o.operation, o.offered_by, o.offered_ms, o.change, o.device_state, o.reason, o.chunks_done,
               o.chunks_total, o.running, o.reported_ms, o.report, o.signer, m.version
        FROM update_offer o JOIN manifest m ON m.digest = o.manifest
        """;

    /// <summary>All offers that stand, or the one of a device.</summary>
    public static List<OfferRecord> Standing(SqliteConnection db, string? device) => Many(
        db, "WHERE o.state = 'offered' AND (@device IS NULL OR o.device = @device) ORDER BY o.id", new { device });

    /// <summary>One attempt; null where there was none.</summary>
    public static OfferRecord? Find(SqliteConnection db, string device, string deployment, int attempt) => Many(
        db,
        "WHERE o.device = @device AND o.deployment = @deployment AND o.attempt = @attempt",
        new { device, deployment, attempt }) is [var only] ? only : null;

    /// <summary>One offer by its id; null where there is none.</summary>
    public static OfferRecord? Find(SqliteConnection db, long id) =>
        Many(db, "WHERE o.id = @id", new { id }) is [var only] ? only : null;

    /// <summary>Offers, the newest first.</summary>
    public static List<OfferRecord> Page(
        SqliteConnection db, string? deployment, string? device, long before, int limit) => Many(
        db,
        """
        WHERE o.id < @before AND (@deployment IS NULL OR o.deployment = @deployment)
        AND (@device IS NULL OR o.device = @device)
        ORDER BY o.id DESC LIMIT @limit
        """,
        new { deployment, device, before, limit });

    /// <summary>Offers whose device said something new after a change, in the order of the changes.</summary>
    public static List<OfferRecord> ChangedAfter(SqliteConnection db, long change, int limit) => Many(
        db, "WHERE o.change > @change AND o.change > 0 ORDER BY o.change LIMIT @limit", new { change, limit });

    /// <summary>Offers that a device ended and the audit log does not tell of yet.</summary>
    public static List<OfferRecord> Unlogged(SqliteConnection db, int limit) => Many(
        db, "WHERE o.device_state >= 16 AND o.outcome_logged = 0 ORDER BY o.id LIMIT @limit", new { limit });

    /// <summary>What an order would come to for a device that may be offered something.</summary>
    public static OfferOutcome Judge(SqliteConnection db, OfferOrder order, string device)
    {
        if (Find(db, device, order.Deployment, order.Attempt) is { } same)
        {
            return same.State == OfferState.Offered && same.Manifest == order.Manifest
                ? OfferOutcome.AlreadyOffered
                : OfferOutcome.AttemptUsed;
        }

        // An older attempt behind a newer one would have the device go back to it.
        long highest = db.ExecuteScalar<long>(
            "SELECT coalesce(max(attempt), 0) FROM update_offer WHERE device = @device AND deployment = @deployment",
            new { device, deployment = order.Deployment });
        return order.Attempt < highest ? OfferOutcome.AttemptUsed : OfferOutcome.Offered;
    }

    /// <summary>
    /// Adds an offer in place of the one that stands; answers its id. Its counter is the clock's, so that it is beyond
    /// what devices saw of this server even where the database is an older copy, and never below one that the database
    /// knows, whatever the clock says.
    /// </summary>
    public static long Place(SqliteConnection db, OfferOrder order, Identity device, Guid operation, DateTimeOffset now)
    {
        db.Execute(
            "UPDATE update_offer SET state = 'superseded' WHERE device = @device AND state = 'offered'",
            new { device = device.Name });
        return db.ExecuteScalar<long>(
            """
            INSERT INTO update_offer
                (device, deployment, attempt, manifest, state, paths, ask, key_offer, operation, offered_by, offered_ms,
                counter)
            VALUES (@device, @Deployment, @Attempt, @manifest, 'offered', @paths, @ask, @KeyOffer, @operation, @Actor,
                @now, max(@now, 1 + (SELECT coalesce(max(counter), 0) FROM update_offer WHERE device = @device)))
            RETURNING id
            """,
            new
            {
                device = device.Name,
                order.Deployment,
                order.Attempt,
                manifest = order.Manifest.Hex,
                paths = string.Join(' ', order.Paths.Select(path => path.Text())),
                ask = order.Ask ? 1 : 0,
                order.KeyOffer,
                operation = operation.ToString(),
                order.Actor,
                now = Moment.ToMs(now),
            });
    }

    /// <summary>Takes an offer back; 0 where it stands no more.</summary>
    public static int Withdraw(SqliteConnection db, long id) => db.Execute(
        "UPDATE update_offer SET state = 'withdrawn' WHERE id = @id AND state = 'offered'", new { id });

    /// <summary>Notes that the audit log tells how it ended.</summary>
    public static int MarkLogged(SqliteConnection db, long id) =>
        db.Execute("UPDATE update_offer SET outcome_logged = 1 WHERE id = @id", new { id });

    /// <summary>The newest checkpoint's size that a device has seen; null where it said none.</summary>
    public static long? LogSizeOf(SqliteConnection db, string device) => db.ExecuteScalar<long?>(
        "SELECT log_size FROM update_device WHERE device = @device", new { device });

    private static List<OfferRecord> Many(SqliteConnection db, string where, object values) =>
        [.. db.Query<OfferRow>($"{Columns} {where}", values).Select(ToRecord)];

    private static OfferRecord ToRecord(OfferRow row) => new()
    {
        Id = row.Id,
        Counter = row.Counter,
        Device = Words.Identity("device", row.Device),
        Deployment = row.Deployment,
        Attempt = (int)row.Attempt,
        Manifest = Words.Digest(row.Manifest),
        State = Words.OfferState(row.State),
        Paths = [.. row.Paths.Split(' ').Select(Words.Path)],
        Ask = row.Ask != 0,
        KeyOffer = row.Key_offer,
        Operation = Words.Uuid(row.Operation),
        OfferedBy = row.Offered_by,
        Offered = Moment.From(row.Offered_ms),
        Change = row.Change,
        DeviceState = row.Device_state is { } state ? Words.UpdateState(state) : null,
        Reason = row.Reason is { } reason ? UpdateReasons.Find(reason) : null,
        ChunksDone = row.Chunks_done,
        ChunksTotal = row.Chunks_total,
        Running = row.Running is { } running ? Words.Digest(running) : null,
        Reported = Moment.From(row.Reported_ms),
        Version = row.Version,
        Report = row.Report,
        Signer = row.Signer,
    };
}
