namespace Garita.AuditLog.Verification;

/// <summary>Why a log is not believed by someone who has its key.</summary>
public enum ExportFault
{
    /// <summary>Everything verifies.</summary>
    None,

    /// <summary>It does not begin as a log does.</summary>
    NotALog,

    /// <summary>It is of a log with another name.</summary>
    OtherLog,

    /// <summary>A record is cut off or changed.</summary>
    BadRecord,

    /// <summary>A record stands where none of its kind may.</summary>
    Misplaced,

    /// <summary>An entry is none that this format knows.</summary>
    BadEntry,

    /// <summary>A checkpoint is not signed by the log's key.</summary>
    BadCheckpoint,

    /// <summary>A checkpoint covers other entries than those before it.</summary>
    NotCovered,

    /// <summary>It ends without a checkpoint over all of it.</summary>
    NoCheckpoint,

    /// <summary>It does not begin with the entries of a checkpoint that is known from elsewhere.</summary>
    NotConsistent,
}
