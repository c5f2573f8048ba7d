using Garita.Device.Bootstrap.States;
using Microsoft.Extensions.Logging;

namespace Garita.Device.Bootstrap;

/// <summary>What bootstrap logs. Never a code, a token or a key.</summary>
internal static partial class BootstrapLog
{
    [LoggerMessage(5200, LogLevel.Information, "{Uuid}: {State}")]
    public static partial void Now(ILogger logger, string uuid, BootstrapState state);

    [LoggerMessage(5201, LogLevel.Warning, "{Uuid}: idle until it is started again: {Reason}")]
    public static partial void Idle(ILogger logger, string uuid, IdleReason reason);

    [LoggerMessage(5202, LogLevel.Warning, "{Uuid}: no answer over {Road}: {Why}")]
    public static partial void NoAnswer(ILogger logger, string uuid, string road, string why);

    [LoggerMessage(5203, LogLevel.Warning, "{Uuid}: what came back is not the server's reply: {Refusal}")]
    public static partial void ReplyRefused(ILogger logger, string uuid, ReplyRefusal refusal);

    [LoggerMessage(5208, LogLevel.Error,
        "{Uuid}: a false server, or message keys were retired twice since this device heard of them; then it needs the "
        + "keys of 'garita batch export'")]
    public static partial void UnknownMessageKey(ILogger logger, string uuid);

    [LoggerMessage(5209, LogLevel.Information, "{Uuid}: has another certificate, until {Until:u}")]
    public static partial void Renewed(ILogger logger, string uuid, DateTimeOffset until);

    [LoggerMessage(5204, LogLevel.Information, "{Uuid}: connected over {Road}")]
    public static partial void Connected(ILogger logger, string uuid, string road);

    [LoggerMessage(5205, LogLevel.Warning, "{Uuid}: {Count} measurements were not taken: {Why}")]
    public static partial void MeasuresDropped(ILogger logger, string uuid, int count, string why);

    [LoggerMessage(5206, LogLevel.Warning, "{Uuid}: no certificate: {Why}")]
    public static partial void NotEnrolled(ILogger logger, string uuid, string why);

    [LoggerMessage(5207, LogLevel.Information, "{Uuid}: command {Name} {Id}: {Outcome}")]
    public static partial void CommandDone(ILogger logger, string uuid, string name, string id, string outcome);
}
