namespace Garita.AuditLog.Entries;

/// <summary>
/// The bytes of an entry, which are the leaf's data; <c>docs/wire/audit-log.md</c> has them one by one.
/// </summary>
public static class EntryFormat
{
    /// <summary>Bytes of the longest entry; the longest kind that can be made is a full refusal summary.</summary>
    public const int MaxBytes = 48 * 1024;

    /// <summary>Bytes of a name, an action, a reason or a detail: what a line on a screen holds.</summary>
    public const int MaxNameBytes = 255;

    /// <summary>Bytes of a note's text.</summary>
    public const int MaxTextBytes = 8 * 1024;

    /// <summary>
    /// Writes an entry. Throws <see cref="ArgumentException"/> where text is too long or no Unicode, a time is before
    /// 1970, or a summary has too many rows.
    /// </summary>
    public static byte[] Encode(ILogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        EntryWriter writer = new();
        writer.Byte((byte)entry.Kind);
        switch (entry)
        {
            case ReleaseEntry release:
                writer.Hash(release.ManifestDigest);
                break;
            case WayBackEntry link:
                writer.Time(link.Time);
                writer.Hash(link.Release);
                writer.Hash(link.WayBack);
                break;
            case IntentEntry intent:
                Write(writer, intent);
                break;
            case OutcomeEntry outcome:
                writer.Time(outcome.Time);
                writer.Id(outcome.Operation);
                writer.Byte((byte)outcome.Result);
                writer.Hash(outcome.Digest);
                writer.Text(outcome.Detail, MaxNameBytes);
                break;
            case RefusalSummary summary:
                Write(writer, summary);
                break;
            case NoteEntry note:
                writer.Time(note.Time);
                writer.Text(note.Actor, MaxNameBytes);
                writer.Text(note.Text, MaxTextBytes);
                break;
            default:
                throw new ArgumentException("not an entry of this log", nameof(entry));
        }

        return writer.ToArray();
    }

    /// <summary>Reads an entry whose every byte has its place; false for anything else.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ILogEntry? entry)
    {
        entry = null;
        if (bytes.IsEmpty || bytes.Length > MaxBytes || !Enum.IsDefined((LogEntryKind)bytes[0]))
        {
            return false;
        }

        EntryReader reader = new(bytes[1..]);
        ILogEntry? read = (LogEntryKind)bytes[0] switch
        {
            LogEntryKind.Release => new ReleaseEntry(reader.Hash()),
            LogEntryKind.WayBack => new WayBackEntry(reader.Time(), reader.Hash(), reader.Hash()),
            LogEntryKind.Intent => ReadIntent(ref reader),
            LogEntryKind.Outcome => ReadOutcome(ref reader),
            LogEntryKind.RefusalSummary => ReadSummary(ref reader),
            LogEntryKind.Note =>
                new NoteEntry(reader.Time(), reader.Text(MaxNameBytes), reader.Text(MaxTextBytes)),
        };
        entry = reader.IsAtEnd ? read : null;
        return entry is not null;
    }

    private static void Write(EntryWriter writer, IntentEntry intent)
    {
        writer.Time(intent.Time);
        writer.Id(intent.Operation);
        writer.Text(intent.Actor, MaxNameBytes);
        writer.Text(intent.Action, MaxNameBytes);
        writer.Text(intent.Subject, MaxNameBytes);
        writer.Hash(intent.Digest);
    }

    private static void Write(EntryWriter writer, RefusalSummary summary)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(summary.Rows.Count, RefusalSummary.MaxRows, nameof(summary));
        writer.Time(summary.Minute);
        writer.Number(summary.Others);
        writer.Byte((byte)summary.Rows.Count);
        foreach (RefusalRow row in summary.Rows)
        {
            writer.Text(row.Identity, MaxNameBytes);
            writer.Text(row.Reason, MaxNameBytes);
            writer.Number(row.Count);
        }
    }

    private static IntentEntry ReadIntent(ref EntryReader reader) => new(
        reader.Time(),
        reader.Id(),
        reader.Text(MaxNameBytes),
        reader.Text(MaxNameBytes),
        reader.Text(MaxNameBytes),
        reader.Hash());

    private static OutcomeEntry? ReadOutcome(ref EntryReader reader)
    {
        DateTimeOffset time = reader.Time();
        Guid operation = reader.Id();
        OutcomeResult result = (OutcomeResult)reader.Byte();
        OutcomeEntry entry = new(time, operation, result, reader.Hash(), reader.Text(MaxNameBytes));
        return Enum.IsDefined(result) ? entry : null;
    }

    private static RefusalSummary? ReadSummary(ref EntryReader reader)
    {
        DateTimeOffset minute = reader.Time();
        uint others = reader.Number();
        int count = reader.Byte();
        if (reader.Failed || count > RefusalSummary.MaxRows)
        {
            return null;
        }

        RefusalRow[] rows = new RefusalRow[count];
        for (int row = 0; row < count && !reader.Failed; row++)
        {
            rows[row] = new RefusalRow(reader.Text(MaxNameBytes), reader.Text(MaxNameBytes), reader.Number());
        }

        return new RefusalSummary(minute, rows, others);
    }
}
