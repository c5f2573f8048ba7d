namespace Garita.Server.Telemetry;

/// <summary>Limits of telemetry, and how long it is kept.</summary>
public sealed record TelemetryOptions
{
    /// <summary>
    /// Measurements that wait to become durable. 8192 at about 300 bytes are 2.5 MB; behind it QoS 1 and 2 publishers
    /// wait for their acknowledgement and QoS 0 measurements are dropped and counted.
    /// </summary>
    public int QueueLength { get; init; } = 8192;

    /// <summary>
    /// Measurements in one write. 512 take a few milliseconds, so the registry's writes are never long behind.
    /// </summary>
    public int BatchLength { get; init; } = 512;

    /// <summary>
    /// The largest payload in bytes: a value, a time and a unit fit in 100; 8 KiB leaves room for a long text.
    /// </summary>
    public int MaxPayloadBytes { get; init; } = 8 * 1024;

    /// <summary>The longest text value, in UTF-16 code units.</summary>
    public int MaxTextLength { get; init; } = 4096;

    /// <summary>The longest unit. The longest name in RFC 8428 12.1 has 6 letters.</summary>
    public int MaxUnitLength { get; init; } = 32;

    /// <summary>The longest series name, slashes included.</summary>
    public int MaxSeriesLength { get; init; } = 128;

    /// <summary>Series of one device. A device that invents names cannot grow the database beyond this many.</summary>
    public int MaxSeriesPerDevice { get; init; } = 256;

    /// <summary>How long measurements are kept, by time of arrival.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(90);

    /// <summary>The most measurements kept of one series: one every 8 seconds for 90 days.</summary>
    public long KeepPerSeries { get; init; } = 1_000_000;

    /// <summary>How often the retention rule is applied.</summary>
    public TimeSpan PruneEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Measurements deleted in one write, so that pruning never holds the writer for long.</summary>
    public int PruneChunk { get; init; } = 1000;

    /// <summary>Writes of one pruning round; with the chunk above up to 6 million deletions an hour.</summary>
    public int PruneRounds { get; init; } = 100;

    /// <summary>Measurements a tail reader may be behind before its stream ends.</summary>
    public int TailBuffer { get; init; } = 1024;

    /// <summary>Tail readers at one time; each costs a pass over every batch.</summary>
    public int MaxTails { get; init; } = 32;

    /// <summary>The largest reported or desired state, in bytes.</summary>
    public int MaxStateBytes { get; init; } = 64 * 1024;

    /// <summary>How often refused payloads are summed up in the log.</summary>
    public TimeSpan RefusalWindow { get; init; } = TimeSpan.FromMinutes(1);
}
