namespace Garita.AuditLog.Storage;

/// <summary>What reading a record came to.</summary>
internal enum RecordStatus
{
    /// <summary>There is one.</summary>
    Record,

    /// <summary>The input ends where a record would begin.</summary>
    End,

    /// <summary>Something is there that is not a whole record.</summary>
    Torn,
}
