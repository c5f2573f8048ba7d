namespace Garita.AuditLog.Entries;

/// <summary>How an announced use ended.</summary>
public enum OutcomeResult
{
    /// <summary>Done as announced.</summary>
    Done = 0,

    /// <summary>Refused by a rule.</summary>
    Refused = 1,

    /// <summary>Failed by a fault; nothing was handed out.</summary>
    Failed = 2,
}
