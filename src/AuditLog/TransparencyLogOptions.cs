namespace Garita.AuditLog;

/// <summary>Where a log lies, what it is called, and its limits.</summary>
public sealed record TransparencyLogOptions
{
    /// <summary>The directory, made where it is not there. Nothing else belongs in it.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// The log's name: first line of every checkpoint and name of its key, for instance <c>log.maker.example</c>. No
    /// spaces, no plus; it never changes.
    /// </summary>
    public required string Origin { get; init; }

    /// <summary>
    /// Bytes after which a segment ends. Opening hashes the last segment again: 8 MiB take a fraction of a second.
    /// </summary>
    public long MaxSegmentBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// Entries that may wait for the disk; beyond it appending is refused, so that memory is bounded.
    /// </summary>
    public int MaxPending { get; init; } = 4096;

    /// <summary>
    /// Entries that share one checkpoint: enough to make the disk's flushes cheap, few enough to wait for.
    /// </summary>
    public int MaxBatch { get; init; } = 1024;
}
