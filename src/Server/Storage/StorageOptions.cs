namespace Garita.Server.Storage;

/// <summary>Limits of the database.</summary>
public sealed record StorageOptions
{
    /// <summary>
    /// The most writes that wait for the writer. 4096 is about a second of a busy fleet; behind it callers wait, which
    /// holds back the acknowledgements of the devices that sent.
    /// </summary>
    public int QueueLength { get; init; } = 4096;

    /// <summary>
    /// The most writes in one transaction. 512 makes the one flush to disk cheap per write and stays under 50 ms.
    /// </summary>
    public int BatchLength { get; init; } = 512;

    /// <summary>
    /// The most reads at one time; each takes a thread while it runs, and more than this starves the broker.
    /// </summary>
    public int Readers { get; init; } = 4;

    /// <summary>
    /// The largest database file in bytes. 256 GiB is far above what retention keeps; a runaway stops here.
    /// </summary>
    public long MaxBytes { get; init; } = 256L << 30;

    /// <summary>How long to wait for a lock that another process holds, before the fault is reported.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromSeconds(5);
}
