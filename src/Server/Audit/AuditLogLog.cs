using Microsoft.Extensions.Logging;

namespace Garita.Server.Audit;

/// <summary>What is said of the audit log. Event ids 3320-3339.</summary>
internal static partial class AuditLogLog
{
    [LoggerMessage(3320, LogLevel.Error, "The audit log did not take an entry: {Fault} ({Detail})")]
    public static partial void Failed(ILogger logger, string fault, string detail);

    [LoggerMessage(3321, LogLevel.Warning, "{Count} minutes of refusals wait for the audit log: {Error}")]
    public static partial void SummariesWait(ILogger logger, int count, string error);

    [LoggerMessage(3322, LogLevel.Warning, "Old refusals could not be dropped from the audit log: {Error}")]
    public static partial void UpkeepFailed(ILogger logger, string error);

    [LoggerMessage(
        3323, LogLevel.Warning, "{Actor} {Action} {Subject}: done, and not in the audit log yet: {Error}")]
    public static partial void Late(ILogger logger, string actor, string action, string subject, string error);

    [LoggerMessage(3324, LogLevel.Information, "{Count} uses that were late are in the audit log now")]
    public static partial void Entered(ILogger logger, int count);
}
