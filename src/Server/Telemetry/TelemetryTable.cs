using Dapper;
using Garita.Contracts.Api.Telemetry;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Telemetry;

/// <summary>Telemetry's SQL. Every method runs inside the caller's transaction.</summary>
internal static class TelemetryTable
{
    private const string Columns =
        """
        SELECT m.id, s.device, s.name AS series, m.time_ms, m.received_ms, m.kind, m.value, m.unit
        FROM measurement m JOIN series s ON s.id = m.series_id
        """;

    /// <summary>
    /// Stores a batch in order. Gives back how many were left out because their device has too many series.
    /// </summary>
    public static int Insert(SqliteConnection db, IReadOnlyList<Measurement> batch, int maxSeriesPerDevice)
    {
        Dictionary<(string, string), long?> series = [];
        int refused = 0;
        using SqliteCommand insert = PrepareInsert(db);
        foreach (Measurement measurement in batch)
        {
            (string, string) key = (measurement.Device, measurement.Series);
            if (!series.TryGetValue(key, out long? id))
            {
                id = FindOrAddSeries(db, measurement, maxSeriesPerDevice);
                series.Add(key, id);
            }

            if (id is not { } seriesId)
            {
                refused++;
                continue;
            }

            Run(insert, measurement, seriesId);
        }

        foreach (long id in series.Values.OfType<long>())
        {
            db.Execute(
                """
                UPDATE series SET last_id = (SELECT max(id) FROM measurement WHERE series_id = @id),
                    kept = kept + @added WHERE id = @id
                """,
                new { id, added = batch.Count(m => series[(m.Device, m.Series)] == id) });
        }

        return refused;
    }

    /// <summary>One page of one device in order of arrival.</summary>
    public static List<StoredMeasurement> Page(SqliteConnection db, TelemetryQuery query) =>
    [
        .. db.Query<Row>(
            Columns + """

             WHERE s.device = @device AND m.id > @after
               AND (@series IS NULL OR s.name = @series)
               AND m.time_ms >= @from AND m.time_ms < @to
             ORDER BY m.id LIMIT @limit
            """,
            new
            {
                device = query.Device,
                series = query.Series,
                after = query.After,
                from = Moment.ToMs(query.From ?? DateTimeOffset.UnixEpoch),
                to = Moment.ToMs(query.To ?? DateTimeOffset.MaxValue),
                limit = query.Limit,
            }).Select(ToStored),
    ];

    /// <summary>The last value of each series of a device, in order of name.</summary>
    public static List<StoredMeasurement> Last(SqliteConnection db, string device) =>
    [
        .. db.Query<Row>(
            Columns + " WHERE s.device = @device AND m.id = s.last_id ORDER BY s.name",
            new { device }).Select(ToStored),
    ];

    /// <summary>Deletes the oldest measurements that arrived before a time. Looks at no more than the chunk.</summary>
    public static int PruneOlder(SqliteConnection db, DateTimeOffset before, int chunk) => Delete(
        db,
        "SELECT id, series_id, received_ms FROM measurement ORDER BY id LIMIT @chunk",
        new { chunk },
        row => row.Received_ms < Moment.ToMs(before));

    /// <summary>Deletes the oldest measurements of one series that keeps more than it may.</summary>
    public static int PruneLonger(SqliteConnection db, long keep, int chunk)
    {
        (long Id, long Kept) longest = db.QueryFirstOrDefault<(long, long)>(
            "SELECT id, kept FROM series WHERE kept > @keep ORDER BY kept DESC LIMIT 1", new { keep });
        return longest.Kept == 0 ? 0 : Delete(
            db,
            "SELECT id, series_id, received_ms FROM measurement WHERE series_id = @id ORDER BY id LIMIT @count",
            new { id = longest.Id, count = Math.Min(chunk, longest.Kept - keep) },
            _ => true);
    }

    private static int Delete(SqliteConnection db, string sql, object arguments, Func<OldRow, bool> isDue)
    {
        List<OldRow> due = [.. db.Query<OldRow>(sql, arguments).TakeWhile(isDue)];
        foreach (OldRow row in due)
        {
            db.Execute("DELETE FROM measurement WHERE id = @Id", row);
        }

        foreach (IGrouping<long, OldRow> group in due.GroupBy(row => row.Series_id))
        {
            db.Execute(
                "UPDATE series SET kept = kept - @count WHERE id = @id", new { id = group.Key, count = group.Count() });
            db.Execute("DELETE FROM series WHERE id = @id AND kept = 0", new { id = group.Key });
        }

        return due.Count;
    }

    private static long? FindOrAddSeries(SqliteConnection db, Measurement measurement, int maxSeriesPerDevice)
    {
        var key = new { device = measurement.Device, name = measurement.Series };
        long? known = db.QueryFirstOrDefault<long?>(
            "SELECT id FROM series WHERE device = @device AND name = @name", key);
        if (known is not null)
        {
            return known;
        }

        return db.ExecuteScalar<int>("SELECT count(*) FROM series WHERE device = @device", key) >= maxSeriesPerDevice
            ? null
            : db.ExecuteScalar<long>("INSERT INTO series (device, name) VALUES (@device, @name) RETURNING id", key);
    }

    private static SqliteCommand PrepareInsert(SqliteConnection db)
    {
        SqliteCommand command = db.CreateCommand();
        command.CommandText =
            """
            INSERT INTO measurement (series_id, time_ms, received_ms, kind, value, unit)
            VALUES ($series, $time, $received, $kind, $value, $unit)
            """;
        foreach (string name in (string[])["$series", "$time", "$received", "$kind", "$value", "$unit"])
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }

    private static void Run(SqliteCommand insert, Measurement measurement, long series)
    {
        insert.Parameters[0].Value = series;
        insert.Parameters[1].Value = Moment.ToMs(measurement.Time);
        insert.Parameters[2].Value = Moment.ToMs(measurement.Received);
        insert.Parameters[3].Value = (int)measurement.Value.Kind;
        insert.Parameters[4].Value = measurement.Value.Text is { } text ? text : measurement.Value.Number;
        insert.Parameters[5].Value = (object?)measurement.Unit ?? DBNull.Value;
        insert.ExecuteNonQuery();
    }

    private static StoredMeasurement ToStored(Row row)
    {
        MeasurementKind kind = (MeasurementKind)row.Kind;
        MeasurementValue value = kind == MeasurementKind.Text
            ? MeasurementValue.Of((string)row.Value)
            : new MeasurementValue(kind,
                Convert.ToDouble(row.Value, System.Globalization.CultureInfo.InvariantCulture), null);
        return new StoredMeasurement(row.Id, new TelemetryPoint(
            row.Device, row.Series, Moment.From(row.Time_ms), Moment.From(row.Received_ms), value.ToJson(), row.Unit));
    }

    private sealed record Row
    {
        public long Id { get; init; }

        public string Device { get; init; } = "";

        public string Series { get; init; } = "";

        public long Time_ms { get; init; }

        public long Received_ms { get; init; }

        public long Kind { get; init; }

        public object Value { get; init; } = 0.0;

        public string? Unit { get; init; }
    }

    private sealed record OldRow
    {
        public long Id { get; init; }

        public long Series_id { get; init; }

        public long Received_ms { get; init; }
    }
}
