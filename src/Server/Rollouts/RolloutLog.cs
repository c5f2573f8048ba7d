using Microsoft.Extensions.Logging;

namespace Garita.Server.Rollouts;

internal static partial class RolloutLog
{
    [LoggerMessage(9000, LogLevel.Information, "Rollout {Rollout}: {What}")]
    public static partial void Decided(ILogger logger, string rollout, string what);

    [LoggerMessage(9001, LogLevel.Warning, "Rollout {Rollout}: {What}")]
    public static partial void Alert(ILogger logger, string rollout, string what);

    [LoggerMessage(9002, LogLevel.Error, "Rollout {Rollout} waits for the disk: {Fault}")]
    public static partial void Stuck(ILogger logger, string rollout, string fault);

    [LoggerMessage(9003, LogLevel.Information, "{Actor} told rollout {Rollout}: {What}")]
    public static partial void Told(ILogger logger, string actor, string rollout, string what);
}
