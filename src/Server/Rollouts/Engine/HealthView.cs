using Dapper;
using Garita.Rollouts.Definitions;
using Garita.Rollouts.Planning;
using Garita.Server.Rollouts.Fleet;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Rollouts.Engine;

/// <summary>
/// How devices have been since they activated a release: what they measured, by the server's time of arrival, and
/// whether they are connected. Reads on the caller's transaction.
/// </summary>
internal sealed class HealthView(FleetView fleet)
{
    /// <summary>Each measurement of this series is one crash.</summary>
    public const string CrashSeries = "crash";

    /// <summary>Each measurement of this series is one reconnection that the device itself counted.</summary>
    public const string ReconnectSeries = "reconnect";

    // Measurements that a mean is taken over, on each side; the newest before, the newest since.
    private const int Samples = 200;

    /// <summary>A device's health.</summary>
    public HealthSample Read(SqliteConnection db, HealthRule rule, DeviceTry record)
    {
        (bool connected, DateTimeOffset? seen) = fleet.Presence(record.Device);
        long since = Moment.ToMs(record.Activated ?? record.Offered);
        return new HealthSample
        {
            Connected = connected,
            LastHeard = seen,
            Crashes = rule.Crashes is null ? 0 : CountSince(db, record.Device, CrashSeries, since),
            Reconnects = rule.Reconnects is null ? 0 : CountSince(db, record.Device, ReconnectSeries, since),
            Metrics = [.. rule.Metrics.Select(metric =>
                Sample(db, record.Device, metric.Name, since)).OfType<MetricSample>()],
        };
    }

    private static int CountSince(SqliteConnection db, string device, string series, long since) =>
        db.ExecuteScalar<int>(
            """
            SELECT count(*) FROM measurement m JOIN series s ON s.id = m.series_id
            WHERE s.device = @device AND s.name = @series AND m.received_ms >= @since
            """,
            new { device, series, since });

    private static MetricSample? Sample(SqliteConnection db, string device, string series, long since)
    {
        double? before = Mean(db, device, series, 0, since);
        double? after = Mean(db, device, series, since, long.MaxValue);
        return before is { } was && after is { } now ? new MetricSample(series, was, now) : null;
    }

    private static double? Mean(SqliteConnection db, string device, string series, long from, long to) =>
        db.ExecuteScalar<double?>(
            """
            SELECT avg(value) FROM (
                SELECT m.value FROM measurement m JOIN series s ON s.id = m.series_id
                WHERE s.device = @device AND s.name = @series AND m.received_ms >= @from AND m.received_ms < @to
                AND typeof(m.value) IN ('integer', 'real')
                ORDER BY m.id DESC LIMIT @Samples)
            """,
            new { device, series, from, to, Samples });
}
