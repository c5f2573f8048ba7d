namespace Garita.AuditLog;

/// <summary>
/// The log cannot do what was asked. What failed was not acknowledged; it may or may not be in the log.
/// </summary>
public sealed class AuditLogException : Exception
{
    /// <summary>Makes an exception with words for an operator.</summary>
    public AuditLogException(LogFault fault, string detail, Exception? inner = null)
        : base(detail, inner) => Fault = fault;

    /// <summary>Why.</summary>
    public LogFault Fault { get; }
}
