using Garita.Device.Update.Machine;
using Garita.Device.Update.Slots;
using Garita.Firmware.Delivery;
using Microsoft.Extensions.Logging;

namespace Garita.Device.Update.Agent;

/// <summary>What the update agent logs.</summary>
internal static partial class UpdateLog
{
    [LoggerMessage(5100, LogLevel.Information, "Slot {Slot} runs; the update is at {Stage}")]
    public static partial void Started(ILogger logger, SlotName slot, UpdateStage stage);

    [LoggerMessage(
        5101, LogLevel.Warning, "An {Message} that the server did not sign for this device: {Why}; {Count} so far")]
    public static partial void NotAssigned(ILogger logger, string message, string why, long count);

    [LoggerMessage(5102, LogLevel.Warning, "Offer {Deployment} attempt {Attempt}: {State}, {Reason} {Detail}")]
    public static partial void OfferNotTaken(
        ILogger logger, string deployment, int attempt, UpdateState state, UpdateReason? reason, string detail);

    [LoggerMessage(5103, LogLevel.Information, "Offer {Deployment} attempt {Attempt}: {Verdict}")]
    public static partial void OfferJudged(ILogger logger, string deployment, int attempt, OfferVerdict verdict);

    [LoggerMessage(5104, LogLevel.Warning, "Path {Path} brings no more: {End}; {Missing} chunks are missing")]
    public static partial void PathLeft(ILogger logger, DeliveryPath path, string end, long missing);

    [LoggerMessage(5105, LogLevel.Information, "The update is at {Stage}")]
    public static partial void StageReached(ILogger logger, UpdateStage stage);

    [LoggerMessage(5106, LogLevel.Warning, "The new image is given up: {Reason}")]
    public static partial void GivenUp(ILogger logger, UpdateReason reason);

    [LoggerMessage(5107, LogLevel.Information, "The server has the report: {Outcome}")]
    public static partial void Reported(ILogger logger, UpdateOutcome outcome);

    [LoggerMessage(5108, LogLevel.Information, "The server is out of reach: {Why}")]
    public static partial void Unreached(ILogger logger, string why);

    [LoggerMessage(5109, LogLevel.Information, "The offer is not wanted any more")]
    public static partial void Unwanted(ILogger logger);
}
