using Garita.AuditLog.Entries;
using Garita.AuditLog.Storage;
using Garita.Merkle;
using Garita.Merkle.Notes;

namespace Garita.AuditLog.Verification;

/// <summary>
/// Verifies a whole log from a stream, with nothing but its key: every entry is one, every checkpoint is signed and
/// covers what stands before it, and the last covers everything. Memory does not grow with the log. It does not show
/// that others were given the same log; a checkpoint from elsewhere, or one cosigned by witnesses, does.
/// </summary>
public sealed class LogVerifier
{
    private readonly NoteKey _key;
    private readonly SignedCheckpoint? _known;
    private readonly Action<StoredEntry>? _visit;
    private readonly RecordReader _reader;
    private readonly TreeBuilder _tree = new();
    private long _dropped;
    private SignedCheckpoint? _last;
    private bool _knownSeen;

    private LogVerifier(Stream stream, NoteKey key, SignedCheckpoint? known, Action<StoredEntry>? visit)
    {
        _reader = new RecordReader(stream);
        _key = key;
        _known = known;
        _visit = visit;
    }

    /// <summary>Reads the stream to its end, or to the first thing that is wrong.</summary>
    /// <param name="stream">An export, or the segments one behind the other and a last checkpoint.</param>
    /// <param name="key">The log's key; its name is the log's origin.</param>
    /// <param name="known">A checkpoint from elsewhere that the log must contain; null where there is none.</param>
    /// <param name="visit">
    /// Told of every entry on the way; what it hears is verified only when the report says so.
    /// </param>
    public static LogReport Verify(
        Stream stream, NoteKey key, SignedCheckpoint? known = null, Action<StoredEntry>? visit = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(key);
        LogVerifier verifier = new(stream, key, known, visit);
        return verifier.Run();
    }

    private LogReport Run()
    {
        bool open = false;
        bool begun = false;
        while (true)
        {
            long offset = _reader.Offset;
            CompareWithKnown();
            RecordStatus status = _reader.Next();
            if (status != RecordStatus.Record)
            {
                return Report(AtEnd(status, begun, open), offset);
            }

            ExportFault fault = _reader.Kind switch
            {
                RecordKind.Header => open ? ExportFault.Misplaced : Begin(),
                RecordKind.Entry or RecordKind.Dropped => open ? TakeEntry() : ExportFault.Misplaced,
                RecordKind.Signed => open ? End() : ExportFault.Misplaced,
            };
            if (fault != ExportFault.None)
            {
                return Report(begun ? fault : ExportFault.NotALog, offset);
            }

            begun = true;
            open = _reader.Kind != RecordKind.Signed;
        }
    }

    private ExportFault AtEnd(RecordStatus status, bool begun, bool open)
    {
        if (!begun)
        {
            return ExportFault.NotALog;
        }

        if (status == RecordStatus.Torn)
        {
            return ExportFault.BadRecord;
        }

        if (open)
        {
            return ExportFault.NoCheckpoint;
        }

        return _known is null || _knownSeen ? ExportFault.None : ExportFault.NotConsistent;
    }

    private ExportFault Begin()
    {
        if (!RecordFormat.TryReadHeader(_reader.Payload, out long first, out string origin))
        {
            return ExportFault.BadRecord;
        }

        if (origin != _key.Name)
        {
            return ExportFault.OtherLog;
        }

        return first == _tree.Count ? ExportFault.None : ExportFault.Misplaced;
    }

    private ExportFault TakeEntry()
    {
        ILogEntry? entry = null;
        if (_reader.Kind == RecordKind.Dropped)
        {
            _dropped++;
        }
        else if (!EntryFormat.TryRead(_reader.Payload, out entry))
        {
            return ExportFault.BadEntry;
        }

        _visit?.Invoke(new StoredEntry(_tree.Count, _reader.Leaf, entry));
        _tree.Append(_reader.Leaf);
        return ExportFault.None;
    }

    private ExportFault End()
    {
        if (SignedCheckpoint.TryVerify(_reader.Payload, _key, out SignedCheckpoint? checkpoint) != LogRefusal.None)
        {
            return ExportFault.BadCheckpoint;
        }

        if (checkpoint!.Size != _tree.Count || checkpoint.Root != _tree.Root())
        {
            return ExportFault.NotCovered;
        }

        _last = checkpoint;
        return ExportFault.None;
    }

    private void CompareWithKnown()
    {
        if (_known?.Size == _tree.Count)
        {
            _knownSeen = _known.Root == _tree.Root();
        }
    }

    private LogReport Report(ExportFault fault, long offset) =>
        new(fault, offset, _tree.Count, _dropped, fault == ExportFault.None ? _last : null);
}
