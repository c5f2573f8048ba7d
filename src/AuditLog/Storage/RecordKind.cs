namespace Garita.AuditLog.Storage;

/// <summary>What a record of a segment is; the value is its first byte.</summary>
internal enum RecordKind
{
    /// <summary>Begins a segment: format, index of its first entry, origin.</summary>
    Header = 'H',

    /// <summary>An entry.</summary>
    Entry = 'E',

    /// <summary>The leaf hash of an entry whose bytes were dropped.</summary>
    Dropped = 'D',

    /// <summary>Ends a segment or an export: a signed checkpoint over everything before it.</summary>
    Signed = 'S',
}
