using Garita.Contracts.Api.Commands;
using Garita.Contracts.Identities;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Commands;

/// <summary>What commands and states log. Event ids 3150-3199. Never a payload.</summary>
internal static partial class CommandLog
{
    [LoggerMessage(3150, LogLevel.Information, "Command {Name} {Correlation} to {Device} by {Actor}: {Outcome}")]
    public static partial void Ended(
        ILogger logger, string name, string correlation, Identity device, string actor, CommandOutcome outcome);

    [LoggerMessage(3151, LogLevel.Warning,
        "A reply of {Device} to no pending command, or too large, was dropped; before it {Silent} more")]
    public static partial void StrayReply(ILogger logger, string device, long silent);

    [LoggerMessage(3152, LogLevel.Warning,
        "The reported state of {Device} was refused: not a JSON object, or too large; before it {Silent} more")]
    public static partial void ReportedRefused(ILogger logger, string device, long silent);

    [LoggerMessage(3153, LogLevel.Warning, "The desired state of {Device} was not published: {Outcome}")]
    public static partial void DesiredNotPublished(ILogger logger, Identity device, string outcome);
}
