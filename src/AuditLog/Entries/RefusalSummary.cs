namespace Garita.AuditLog.Entries;

/// <summary>
/// What was refused within one minute: so many rows and no more, however many strangers knock. The only kind whose
/// bytes may be dropped from old segments.
/// </summary>
/// <param name="Minute">Where the minute begins.</param>
/// <param name="Rows">Up to <see cref="MaxRows"/> pairs of identity and reason.</param>
/// <param name="Others">Refusals that found no row.</param>
public sealed record RefusalSummary(DateTimeOffset Minute, IReadOnlyList<RefusalRow> Rows, uint Others) : ILogEntry
{
    /// <summary>
    /// Rows of one summary: 1,440 summaries a day at some 60 bytes a row stay below 6 MB however hard someone tries.
    /// </summary>
    public const int MaxRows = 64;

    /// <inheritdoc/>
    public LogEntryKind Kind => LogEntryKind.RefusalSummary;

    /// <inheritdoc/>
    public bool Equals(RefusalSummary? other) =>
        other is not null && Minute == other.Minute && Others == other.Others && Rows.SequenceEqual(other.Rows);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Minute, Rows.Count, Others);
}
