namespace Garita.AuditLog;

/// <summary>Why the log cannot be opened, written or read; a closed set.</summary>
public enum LogFault
{
    /// <summary>Another process has it open.</summary>
    Busy,

    /// <summary>The disk failed; the log must be opened again.</summary>
    Disk,

    /// <summary>The log's key did not sign, or signed something else.</summary>
    Key,

    /// <summary>More entries wait than the options allow.</summary>
    Overloaded,

    /// <summary>It was closed.</summary>
    Closed,

    /// <summary>The stored checkpoint is signed by another key, or for another log.</summary>
    OtherLog,

    /// <summary>There are entries and no signed checkpoint: someone took it away.</summary>
    MissingCheckpoint,

    /// <summary>The stored checkpoint is not one.</summary>
    BadCheckpoint,

    /// <summary>There are fewer entries than the last signed checkpoint covers.</summary>
    MissingEntries,

    /// <summary>The entries are not those that the last signed checkpoint covers.</summary>
    Altered,

    /// <summary>A segment cannot be read where the last signed checkpoint covers it.</summary>
    Damaged,
}
