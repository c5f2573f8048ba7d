namespace Garita.AuditLog.Entries;

/// <summary>Something worth keeping, in words.</summary>
/// <param name="Time">When, to the millisecond.</param>
/// <param name="Actor">Who, up to 255 bytes.</param>
/// <param name="Text">What, up to <see cref="EntryFormat.MaxTextBytes"/> bytes.</param>
public sealed record NoteEntry(DateTimeOffset Time, string Actor, string Text) : ILogEntry
{
    /// <inheritdoc/>
    public LogEntryKind Kind => LogEntryKind.Note;
}
