namespace Garita.AuditLog.Entries;

/// <summary>What an entry of the log tells; the value is the first byte of the leaf.</summary>
public enum LogEntryKind
{
    /// <summary>A release was published; the leaf holds its manifest digest and nothing else.</summary>
    Release = 1,

    /// <summary>
    /// A release got its way back: the manifest that brings the image before it under a higher number.
    /// </summary>
    WayBack = 2,

    /// <summary>A key or an operator's power is about to be used.</summary>
    Intent = 3,

    /// <summary>How a use that was announced ended.</summary>
    Outcome = 4,

    /// <summary>What was refused within one minute.</summary>
    RefusalSummary = 5,

    /// <summary>Something else worth keeping, in words.</summary>
    Note = 6,
}
