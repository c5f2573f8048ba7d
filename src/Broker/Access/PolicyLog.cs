using Microsoft.Extensions.Logging;

namespace Garita.Broker.Access;

/// <summary>What is logged about the policy file.</summary>
internal static partial class PolicyLog
{
    [LoggerMessage(1900, LogLevel.Information, "Policy {Path} is in force: {RuleCount} rules")]
    public static partial void Applied(ILogger logger, string path, int ruleCount);

    [LoggerMessage(1901, LogLevel.Error, "Policy {Path} has {ErrorCount} errors; the policy before stays in force")]
    public static partial void Refused(ILogger logger, string path, int errorCount);

    [LoggerMessage(1902, LogLevel.Error, "{Notice}")]
    public static partial void Error(ILogger logger, PolicyNotice notice);

    [LoggerMessage(1903, LogLevel.Warning, "{Notice}")]
    public static partial void Warning(ILogger logger, PolicyNotice notice);
}
