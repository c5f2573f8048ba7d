using Dapper;
using Garita.Rollouts.Planning;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Rollouts.Storage;

/// <summary>The SQL of devices in rollouts. Every method runs inside the caller's transaction.</summary>
internal static class DeviceTryTable
{
    private const string Columns =
        """
        SELECT device, type, time_zone, wave, stage, attempt, faults, verdict, outcome, started, confirmed, holds,
               offered_ms, activated_ms, next_ms, round
        FROM rollout_device
        """;

    public static DeviceTry? Find(SqliteConnection db, string rollout, string device) =>
        db.QueryFirstOrDefault<Row>(
            Columns + " WHERE rollout = @rollout AND device = @device", new { rollout, device }) is { } row
            ? ToRecord(row)
            : null;

    /// <summary>
    /// Devices for which something is due, those that wait longest first; then those that would wait for longer than
    /// anything does, as after the clock was set back.
    /// </summary>
    public static List<DeviceTry> Due(
        SqliteConnection db, string rollout, DateTimeOffset now, DateTimeOffset latest, int limit)
    {
        List<DeviceTry> due = DueWhere(db, rollout, "next_ms <= @moment", now, limit);
        return due.Count == limit
            ? due
            : [.. due, .. DueWhere(db, rollout, "next_ms > @moment", latest, limit - due.Count)];
    }

    private static List<DeviceTry> DueWhere(
        SqliteConnection db, string rollout, string when, DateTimeOffset moment, int limit) =>
    [
        .. db.Query<Row>(
            Columns + $" WHERE rollout = @rollout AND {when} ORDER BY next_ms LIMIT @limit",
            new { rollout, moment = Moment.ToMs(moment), limit }).Select(ToRecord),
    ];

    /// <summary>Devices after one, in order of id.</summary>
    public static List<DeviceTry> After(SqliteConnection db, string rollout, string device, int limit) =>
    [
        .. db.Query<Row>(
            Columns + " WHERE rollout = @rollout AND device > @device ORDER BY device LIMIT @limit",
            new { rollout, device, limit }).Select(ToRecord),
    ];

    /// <summary>Devices after one that run the release and are watched, in order of id.</summary>
    public static List<DeviceTry> Soaking(SqliteConnection db, string rollout, string device, int limit) =>
    [
        .. db.Query<Row>(
            Columns + """
                 WHERE rollout = @rollout AND device > @device AND stage = 'Activated' ORDER BY device LIMIT @limit
                """,
            new { rollout, device, limit }).Select(ToRecord),
    ];

    /// <summary>The mean time at which devices that are watched activated the release; null where there is none.
    /// </summary>
    public static DateTimeOffset? MeanActivation(SqliteConnection db, string rollout) => Moment.From(
        db.ExecuteScalar<long?>(
            """
            SELECT cast(avg(activated_ms) AS INTEGER) FROM rollout_device
            WHERE rollout = @rollout AND stage = 'Activated' AND confirmed = 1
            """,
            new { rollout }));

    /// <summary>Every device of a rollout.</summary>
    public static IEnumerable<string> Devices(SqliteConnection db, string rollout) => db.Query<string>(
        "SELECT device FROM rollout_device WHERE rollout = @rollout", new { rollout }, buffered: false);

    /// <summary>Rollouts that a device is in and that have not ended with it.</summary>
    public static List<string> Open(SqliteConnection db, string device) =>
    [
        .. db.Query<string>(
            """
            SELECT rollout FROM rollout_device
            WHERE device = @device AND stage IN ('Offered', 'Started', 'Activated', 'Waiting', 'Returning')
            """,
            new { device }),
    ];

    public static void Put(SqliteConnection db, string rollout, DeviceTry record) => db.Execute(
        """
        INSERT INTO rollout_device (rollout, device, type, time_zone, wave, stage, attempt, faults, verdict, outcome,
            started, confirmed, holds, offered_ms, activated_ms, next_ms, round)
        VALUES (@rollout, @Device, @Type, @TimeZone, @Wave, @stage, @Attempt, @Faults, @verdict, @outcome,
            @started, @confirmed, @holds, @offered, @activated, @next, @EvidenceRound)
        ON CONFLICT (rollout, device) DO UPDATE SET stage = excluded.stage, attempt = excluded.attempt,
            faults = excluded.faults, verdict = excluded.verdict, outcome = excluded.outcome,
            started = excluded.started, confirmed = excluded.confirmed, holds = excluded.holds,
            offered_ms = excluded.offered_ms, activated_ms = excluded.activated_ms, next_ms = excluded.next_ms
        """,
        new
        {
            rollout,
            record.Device,
            record.Type,
            record.TimeZone,
            record.Wave,
            stage = record.Stage.ToString(),
            record.Attempt,
            record.Faults,
            verdict = record.Verdict.ToString(),
            outcome = record.Outcome.ToString(),
            started = record.Started ? 1 : 0,
            confirmed = record.Confirmed ? 1 : 0,
            holds = record.Holds ? 1 : 0,
            offered = Moment.ToMs(record.Offered),
            activated = Ms(record.Activated),
            next = Ms(record.Next),
            record.EvidenceRound,
        });

    private static long? Ms(DateTimeOffset? time) => time is { } at ? Moment.ToMs(at) : null;

    private static DeviceTry ToRecord(Row row) => new(row.Device)
    {
        Type = row.Type,
        TimeZone = row.Time_zone,
        Wave = (int)row.Wave,
        Stage = Word<DeviceStage>(row.Stage),
        Attempt = (int)row.Attempt,
        Faults = (int)row.Faults,
        Verdict = Word<DeviceVerdict>(row.Verdict),
        Outcome = Word<AttemptOutcome>(row.Outcome),
        Started = row.Started != 0,
        Confirmed = row.Confirmed != 0,
        Holds = row.Holds != 0,
        Offered = Moment.From(row.Offered_ms),
        Activated = Moment.From(row.Activated_ms),
        Next = Moment.From(row.Next_ms),
        EvidenceRound = (int)row.Round,
    };

    private static T Word<T>(string text)
        where T : struct, Enum => Enum.TryParse(text, out T word) && Enum.IsDefined(word)
            ? word
            : throw new StorageException(StorageFault.Damaged, $"'{text}' is no {typeof(T).Name}");

    private sealed record Row
    {
        public string Device { get; init; } = "";

        public string? Type { get; init; }

        public string? Time_zone { get; init; }

        public long Wave { get; init; }

        public string Stage { get; init; } = "";

        public long Attempt { get; init; }

        public long Faults { get; init; }

        public string Verdict { get; init; } = "";

        public string Outcome { get; init; } = "";

        public long Started { get; init; }

        public long Confirmed { get; init; }

        public long Holds { get; init; }

        public long Offered_ms { get; init; }

        public long? Activated_ms { get; init; }

        public long? Next_ms { get; init; }

        public long Round { get; init; }
    }
}
