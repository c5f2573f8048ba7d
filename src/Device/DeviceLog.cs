using Garita.MqttClient;
using Microsoft.Extensions.Logging;

namespace Garita.Device;

/// <summary>What the SDK logs.</summary>
internal static partial class DeviceLog
{
    [LoggerMessage(5000, LogLevel.Warning, "A measurement for {Topic} was not taken: {Fault}")]
    public static partial void TelemetryRefused(ILogger logger, string topic, ClientFault fault);

    [LoggerMessage(5001, LogLevel.Information, "Command {Name} {Correlation}: {Outcome}")]
    public static partial void CommandAnswered(ILogger logger, string name, string correlation, string outcome);

    [LoggerMessage(5002, LogLevel.Error, "The handler of command {Name} failed")]
    public static partial void CommandHandlerFailed(ILogger logger, string name, Exception fault);

    [LoggerMessage(5003, LogLevel.Warning, "A message of {Topic} was ignored: {Why}")]
    public static partial void Ignored(ILogger logger, string topic, string why);

    [LoggerMessage(5004, LogLevel.Error, "The handler of the desired state failed")]
    public static partial void DesiredHandlerFailed(ILogger logger, Exception fault);

    [LoggerMessage(5005, LogLevel.Information, "{Id} keeps its key so: {Protection}")]
    public static partial void KeyProtection(ILogger logger, string id, string protection);
}
