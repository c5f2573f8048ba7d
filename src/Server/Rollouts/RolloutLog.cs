using Microsoft.Extensions.Logging;

namespace Garita.Server.Rollouts;

internal static partial class RolloutLog
{
    [LoggerMessage(3900, LogLevel.Information, "Rollout {Rollout}: {What}")]
    public static partial void Decided(ILogger logger, string rollout, string what);

    [LoggerMessage(3901, LogLevel.Warning, "Rollout {Rollout}: {What}")]
    public static partial void Alert(ILogger logger, string rollout, string what);

    [LoggerMessage(3902, LogLevel.Error, "Rollout {Rollout} waits for the disk: {Fault}")]
    public static partial void Stuck(ILogger logger, string rollout, string fault);

    [LoggerMessage(3903, LogLevel.Information, "{Actor} told rollout {Rollout}: {What}")]
    public static partial void Told(ILogger logger, string actor, string rollout, string what);
}
