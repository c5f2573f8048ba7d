using Garita.Contracts.Identities;
using Garita.Firmware;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Updates;

/// <summary>What updates log. Event ids 3340-3359.</summary>
internal static partial class UpdateLog
{
    [LoggerMessage(3340, LogLevel.Information,
        "{Actor} offered release {Manifest} to {Count} devices as {Deployment}, attempt {Attempt}")]
    public static partial void Offered(
        ILogger logger, string actor, Sha256Digest manifest, int count, string deployment, int attempt);

    [LoggerMessage(3341, LogLevel.Information, "{Actor} withdrew {Deployment} from {Count} devices")]
    public static partial void Withdrawn(ILogger logger, string actor, string deployment, int count);

    [LoggerMessage(3342, LogLevel.Warning, "Offer to {Device} not published: {Outcome}")]
    public static partial void NotPublished(ILogger logger, Identity device, string outcome);

    [LoggerMessage(3343, LogLevel.Information, "{Device} ended {Deployment}, attempt {Attempt}: {State} {Reason}")]
    public static partial void Ended(
        ILogger logger, Identity device, string deployment, int attempt, string state, string reason);

    [LoggerMessage(3344, LogLevel.Warning, "Status of {Device} refused: {Reason}; {Silent} more were not told")]
    public static partial void StatusRefused(ILogger logger, string device, string reason, long silent);

    [LoggerMessage(3345, LogLevel.Warning, "Request of {Device} refused: {Reason}; {Silent} more were not told")]
    public static partial void RequestRefused(ILogger logger, string device, string reason, long silent);

    [LoggerMessage(3346, LogLevel.Error, "Status of {Device} not stored and not acknowledged: {Error}")]
    public static partial void StatusNotStored(ILogger logger, string device, string error);

    [LoggerMessage(3347, LogLevel.Error, "Image {Digest} cannot be delivered: {Reason}")]
    public static partial void ImageUnreadable(ILogger logger, Sha256Digest digest, string reason);

    [LoggerMessage(3348, LogLevel.Error, "Outcomes of updates cannot be entered in the audit log yet: {Error}")]
    public static partial void OutcomesWait(ILogger logger, string error);

    [LoggerMessage(3349, LogLevel.Warning, "Reply to {Device} not sent: {Outcome}")]
    public static partial void ReplyNotSent(ILogger logger, Identity device, string outcome);

    [LoggerMessage(3350, LogLevel.Information, "New key that signs what is offered to devices, until {NotAfter:u}")]
    public static partial void NewAssigner(ILogger logger, DateTimeOffset notAfter);
}
