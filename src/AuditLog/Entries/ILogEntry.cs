namespace Garita.AuditLog.Entries;

/// <summary>One entry of the log, of one of the kinds in <see cref="LogEntryKind"/>.</summary>
public interface ILogEntry
{
    /// <summary>What it tells.</summary>
    LogEntryKind Kind { get; }
}
