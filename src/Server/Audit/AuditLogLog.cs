using Microsoft.Extensions.Logging;

namespace Garita.Server.Audit;

/// <summary>What is said of the audit log. Event ids 3320-3339.</summary>
internal static partial class AuditLogLog
{
    [LoggerMessage(3320, LogLevel.Error, "The audit log did not take an entry: {Fault} ({Detail})")]
    public static partial void Failed(ILogger logger, string fault, string detail);

    [LoggerMessage(3321, LogLevel.Warning, "{Count} refusals of the last minute are not in the audit log: {Error}")]
    public static partial void SummaryLost(ILogger logger, long count, string error);
}
