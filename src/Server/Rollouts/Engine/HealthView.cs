using Dapper;
using Garita.Rollouts.Definitions;
using Garita.Rollouts.Planning;
using Garita.Server.Rollouts.Fleet;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Rollouts.Engine;

/// <summary>
/// How devices have been since they activated a release: what they measured, by the server's time of arrival, how often
/// they connected and whether they are connected. Reads on the caller's transaction.
/// </summary>
/// <param name="fleet">Who is connected.</param>
/// <param name="watch">Who connected how often.</param>
/// <param name="since">When the server began to listen: silence before is nobody's.</param>
internal sealed class HealthView(FleetView fleet, ReconnectWatch watch, DateTimeOffset since) : IDisposable
{
    /// <summary>Each measurement of this series is one crash.</summary>
    public const string CrashSeries = "crash";

    /// <summary>Each measurement of this series is one reconnection that the device itself counted.</summary>
    public const string ReconnectSeries = "reconnect";

    // Measurements that a mean is taken over, on each side; the newest before, the newest since.
    private const int Samples = 200;

    // Measurements since the activation that a device is judged by before its soak is over: the first few are those of
    // a device that has just started.
    private const int EarlySamples = 20;

    /// <summary>A device's health.</summary>
    /// <param name="db">Where measurements are.</param>
    /// <param name="rule">What is looked at.</param>
    /// <param name="record">The device.</param>
    /// <param name="early">Whether its soak goes on.</param>
    public HealthSample Read(SqliteConnection db, HealthRule rule, DeviceTry record, bool early)
    {
        (bool connected, DateTimeOffset? seen) = fleet.Presence(record.Device);
        long from = Moment.ToMs(record.Activated ?? record.Offered);
        return new HealthSample
        {
            Connected = connected,
            LastHeard = seen ?? (record.Activated > since ? record.Activated : since),
            Crashes = rule.Crashes is null ? 0 : CountSince(db, record.Device, CrashSeries, from),
            Reconnects = rule.Reconnects is null ? 0
                : Math.Max(watch.Count(record.Device), CountSince(db, record.Device, ReconnectSeries, from)),
            Metrics = [.. rule.Metrics
                .Where(metric => !early || CountSince(db, record.Device, metric.Name, from) >= EarlySamples)
                .Select(metric => Measure(db, record.Device, metric.Name, from)).OfType<MetricSample>()],
        };
    }

    /// <summary>Notes where devices stand: connections are counted from the beginning of the soak.</summary>
    public void Note(IEnumerable<DeviceTry> records)
    {
        foreach (DeviceTry record in records)
        {
            if (record is { Stage: DeviceStage.Activated, Confirmed: true })
            {
                watch.Count(record.Device);
            }
            else
            {
                watch.Forget(record.Device);
            }
        }
    }

    /// <summary>A device's measurement on both sides of a time; null where there is none on one of them.</summary>
    public static MetricSample? Measure(SqliteConnection db, string device, string series, long from)
    {
        double? before = Mean(db, device, series, 0, from);
        double? after = Mean(db, device, series, from, long.MaxValue);
        return before is { } was && after is { } now ? new MetricSample(series, was, now) : null;
    }

    public void Dispose() => watch.Dispose();

    private static int CountSince(SqliteConnection db, string device, string series, long from) =>
        db.ExecuteScalar<int>(
            """
            SELECT count(*) FROM measurement m JOIN series s ON s.id = m.series_id
            WHERE s.device = @device AND s.name = @series AND m.received_ms >= @from
            """,
            new { device, series, from });

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
