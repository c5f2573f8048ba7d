using System.Globalization;
using System.Text.Json;
using Dapper;
using Garita.Rollouts.Definitions;
using Garita.Rollouts.Planning;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Rollouts.Storage;

/// <summary>The SQL of rollouts. Every method runs inside the caller's transaction.</summary>
internal static class RolloutTable
{
    private const int MaxEventLength = 1000;

    private const string Columns = "SELECT definition, state, can_return, created_by, created_ms FROM rollout";

    public static List<RolloutRecord> All(SqliteConnection db) =>
        [.. db.Query<Row>(Columns + " ORDER BY created_ms, name").Select(ToRecord)];

    public static RolloutRecord? Find(SqliteConnection db, string name) =>
        db.QueryFirstOrDefault<Row>(Columns + " WHERE name = @name", new { name }) is { } row ? ToRecord(row) : null;

    /// <summary>The digest of a rollout's definition as it is now.</summary>
    public static string? DigestOf(SqliteConnection db, string name) => db.ExecuteScalar<string?>(
        "SELECT digest FROM rollout WHERE name = @name", new { name });

    /// <summary>Where a rollout stands; null where there is none.</summary>
    public static string? StatusOf(SqliteConnection db, string name) => db.ExecuteScalar<string?>(
        "SELECT status FROM rollout WHERE name = @name", new { name });

    /// <summary>Rollouts that are not over, drafts included.</summary>
    public static long CountOpen(SqliteConnection db) => db.ExecuteScalar<long>(
        "SELECT count(*) FROM rollout WHERE status NOT IN ('Completed', 'RolledBack', 'Aborted')");

    /// <summary>Adds a rollout, or puts another definition into a draft; 0 where one of that name has begun.</summary>
    public static int Put(SqliteConnection db, RolloutRecord rollout) => db.Execute(
        """
        INSERT INTO rollout (name, definition, digest, release, status, state, can_return, created_by, created_ms)
        VALUES (@Name, @definition, @digest, @release, 'Draft', @state, @canReturn, @CreatedBy, @created)
        ON CONFLICT (name) DO UPDATE SET definition = excluded.definition, digest = excluded.digest,
            release = excluded.release, can_return = excluded.can_return, created_by = excluded.created_by,
            created_ms = excluded.created_ms
        WHERE status = 'Draft'
        """,
        new
        {
            rollout.Name,
            definition = DefinitionText.Canonical(rollout.Definition),
            digest = rollout.Definition.Digest.Hex,
            release = rollout.Definition.Release.Hex,
            state = StateText.Write(rollout.State),
            canReturn = rollout.CanReturn ? 1 : 0,
            rollout.CreatedBy,
            created = Moment.ToMs(rollout.Created),
        });

    public static void SetState(SqliteConnection db, string name, RolloutState state) => db.Execute(
        "UPDATE rollout SET status = @status, state = @state WHERE name = @name",
        new { name, status = state.Status.ToString(), state = StateText.Write(state) });

    public static void AddEvent(SqliteConnection db, string rollout, RolloutEvent happened) => db.Execute(
        "INSERT INTO rollout_event (rollout, at_ms, kind, text) VALUES (@rollout, @at, @Kind, @text)",
        new
        {
            rollout,
            at = Moment.ToMs(happened.At),
            happened.Kind,
            text = happened.Text.Length <= MaxEventLength ? happened.Text : happened.Text[..MaxEventLength],
        });

    /// <summary>The newest events, the oldest of them first.</summary>
    public static List<RolloutEvent> Events(SqliteConnection db, string rollout, int limit) =>
    [
        .. db.Query<(long At, string Kind, string Text)>(
            "SELECT at_ms, kind, text FROM rollout_event WHERE rollout = @rollout ORDER BY id DESC LIMIT @limit",
            new { rollout, limit })
            .Reverse()
            .Select(row => new RolloutEvent(Moment.From(row.At), row.Kind, row.Text)),
    ];

    public static void AddAction(SqliteConnection db, string rollout, PlannedAction action)
    {
        (string Kind, string Device, int Attempt)? stored = action switch
        {
            PlannedAction.Offer offer => ("offer", offer.Device, offer.Attempt),
            PlannedAction.OfferBack back => ("back", back.Device, back.Attempt),
            PlannedAction.Withdraw withdraw => ("withdraw", withdraw.Device, 0),
            _ => null,
        };
        if (stored is { } row)
        {
            db.Execute(
                """
                INSERT INTO rollout_action (rollout, kind, device, attempt)
                VALUES (@rollout, @Kind, @Device, @Attempt)
                """,
                new { rollout, row.Kind, row.Device, row.Attempt });
        }
    }

    /// <summary>
    /// What is to be done: what is to be taken back first, whatever else cannot be done, then in the order in which it
    /// was decided.
    /// </summary>
    public static List<StoredAction> Actions(SqliteConnection db, string rollout, int limit) =>
    [
        .. db.Query<(long Id, string Kind, string Device, long Attempt)>(
            """
            SELECT id, kind, device, attempt FROM rollout_action WHERE rollout = @rollout
            ORDER BY kind <> 'withdraw', id LIMIT @limit
            """,
            new { rollout, limit })
            .Select(row => new StoredAction(row.Id, row.Kind, row.Device, (int)row.Attempt)),
    ];

    /// <summary>Notes that it is done. What was taken back and not offered yet is not offered any more.</summary>
    public static void DeleteActions(SqliteConnection db, string rollout, IReadOnlyList<StoredAction> done)
    {
        foreach (StoredAction action in done)
        {
            db.Execute("DELETE FROM rollout_action WHERE id = @Id", new { action.Id });
            if (action.Kind == "withdraw")
            {
                db.Execute(
                    """
                    DELETE FROM rollout_action
                    WHERE rollout = @rollout AND kind = 'offer' AND device = @Device AND id < @Id
                    """,
                    new { rollout, action.Device, action.Id });
            }
        }
    }

    public static long Feed(SqliteConnection db) => db.ExecuteScalar<long>("SELECT change FROM rollout_feed");

    public static void SetFeed(SqliteConnection db, long change) =>
        db.Execute("UPDATE rollout_feed SET change = @change", new { change });

    private static RolloutRecord ToRecord(Row row)
    {
        RolloutDefinition? definition = DefinitionReader.Read(row.Definition,
            out IReadOnlyList<DefinitionError> errors);
        try
        {
            return new RolloutRecord
            {
                Definition = definition ?? throw new StorageException(
                    StorageFault.Damaged, $"a stored rollout does not read: {string.Join("; ", errors)}"),
                State = StateText.Read(row.State),
                CanReturn = row.Can_return != 0,
                CreatedBy = row.Created_by,
                Created = Moment.From(row.Created_ms),
            };
        }
        catch (JsonException fault)
        {
            throw new StorageException(StorageFault.Damaged, string.Create(
                CultureInfo.InvariantCulture, $"a stored rollout's state does not read: {fault.Message}"), fault);
        }
    }

    private sealed record Row
    {
        public byte[] Definition { get; init; } = [];

        public string State { get; init; } = "";

        public long Can_return { get; init; }

        public string Created_by { get; init; } = "";

        public long Created_ms { get; init; }
    }
}
