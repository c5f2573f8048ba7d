using Microsoft.Extensions.Logging;

namespace Garita.Server.Telemetry;

/// <summary>What telemetry logs. Event ids 3250-3299. Never a payload.</summary>
internal static partial class TelemetryLog
{
    [LoggerMessage(3250, LogLevel.Warning, "A measurement of {Device} was refused: {Reason}")]
    public static partial void Refused(ILogger logger, string device, TelemetryRefusal reason);

    [LoggerMessage(3251, LogLevel.Warning, "{Count} more measurements were refused since {Since:O}: {Reason}")]
    public static partial void RefusedMore(ILogger logger, long count, TelemetryRefusal reason, DateTimeOffset since);

    [LoggerMessage(3252, LogLevel.Error, "{Count} measurements were not stored and not acknowledged: {Detail}")]
    public static partial void NotStored(ILogger logger, int count, string detail);

    [LoggerMessage(3253, LogLevel.Information, "Retention deleted {Count} measurements")]
    public static partial void Pruned(ILogger logger, int count);

    [LoggerMessage(3254, LogLevel.Warning, "Retention could not be applied: {Detail}")]
    public static partial void PruneFailed(ILogger logger, string detail);

    [LoggerMessage(3255, LogLevel.Information, "A tail reader fell behind and was dropped")]
    public static partial void TailDropped(ILogger logger);
}
