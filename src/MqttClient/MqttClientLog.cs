using Microsoft.Extensions.Logging;

namespace Garita.MqttClient;

/// <summary>What this client logs.</summary>
internal static partial class MqttClientLog
{
    [LoggerMessage(4000, LogLevel.Information, "Connected to {Target}; session resumed: {Resumed}")]
    public static partial void Connected(ILogger logger, string target, bool resumed);

    [LoggerMessage(4001, LogLevel.Warning, "{Target}: {Fault}: {Reason}; next attempt in {Wait}")]
    public static partial void Ended(ILogger logger, string target, ClientFault fault, string reason, TimeSpan wait);

    [LoggerMessage(4002, LogLevel.Error, "A handler failed on a message of {Topic}; it stays unacknowledged")]
    public static partial void HandlerFailed(ILogger logger, string topic, Exception fault);

    [LoggerMessage(4003, LogLevel.Information, "Stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(4004, LogLevel.Information, "{First} does not get through ({Reason}); using {Second}")]
    public static partial void FellBack(ILogger logger, string first, string reason, string second);
}
