using System.Net;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Identities;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Bootstrap;

/// <summary>What bootstrap logs. Event ids 3800-3899. Never a code, a token, a seed or an address.</summary>
internal static partial class BootstrapLog
{
    [LoggerMessage(3800, LogLevel.Information, "Listening for bootstrap on {Endpoint} over {Transport}")]
    public static partial void Listening(ILogger logger, IPEndPoint endpoint, string transport);

    [LoggerMessage(3801, LogLevel.Information, "Batch {Batch} was made by {Actor}")]
    public static partial void BatchMade(ILogger logger, string batch, string actor);

    [LoggerMessage(3802, LogLevel.Warning, "Batch {Batch} was closed by {Actor}; its birth certificate is worthless")]
    public static partial void BatchClosed(ILogger logger, string batch, string actor);

    [LoggerMessage(3803, LogLevel.Information, "A code for {Device}, of batch {Batch}, is on its way")]
    public static partial void CodeGranted(ILogger logger, Identity device, string batch);

    [LoggerMessage(3804, LogLevel.Warning,
        "{Op} of {Device}, with the birth certificate of {Batch}, was refused: {Reason}; before it {Silent} more")]
    public static partial void Refused(
        ILogger logger, BootstrapOp op, string device, string batch, string reason, long silent);

    [LoggerMessage(3805, LogLevel.Critical,
        "No more codes for an hour: the budget of all batches is used up. Somebody may be having messages sent; "
        + "look which batches were refused, and close the one whose birth certificate got out")]
    public static partial void BreakerOpened(ILogger logger);

    [LoggerMessage(3806, LogLevel.Warning, "Batch {Batch} used up its codes of this hour")]
    public static partial void BatchSpent(ILogger logger, string batch);

    [LoggerMessage(3807, LogLevel.Information, "{Device} logged in and has tokens")]
    public static partial void LoggedIn(ILogger logger, Identity device);

    [LoggerMessage(3808, LogLevel.Information, "{Device} refreshed its tokens")]
    public static partial void Refreshed(ILogger logger, Identity device);

    [LoggerMessage(3809, LogLevel.Error,
        "{Device} showed a refresh token that was used before: two hold it. Its session is over")]
    public static partial void Reused(ILogger logger, Identity device);

    [LoggerMessage(3810, LogLevel.Information, "{Device} exchanged its session for a certificate, {Fingerprint}")]
    public static partial void Enrolled(ILogger logger, Identity device, CertificateFingerprint fingerprint);

    [LoggerMessage(3811, LogLevel.Information, "{Device} logged out")]
    public static partial void LoggedOut(ILogger logger, Identity device);

    [LoggerMessage(3812, LogLevel.Error, "A code for {Device} could not be sent: {Reason}")]
    public static partial void NotSent(ILogger logger, Identity device, string reason);

    [LoggerMessage(3813, LogLevel.Warning, "{Remote} sent what is no request: {Reason}; before it {Silent} more")]
    public static partial void NoRequest(ILogger logger, IPEndPoint remote, string reason, long silent);

    [LoggerMessage(3814, LogLevel.Error, "A request could not be served: {Reason}")]
    public static partial void Unavailable(ILogger logger, string reason);

    [LoggerMessage(3815, LogLevel.Information, "{Device} may begin again, says {Actor}")]
    public static partial void Readmitted(ILogger logger, Identity device, string actor);

    [LoggerMessage(3816, LogLevel.Information, "The key {Key} of {Device} was approved by {Actor}")]
    public static partial void Approved(ILogger logger, Identity device, string key, string actor);

    [LoggerMessage(3817, LogLevel.Warning, "Codes cannot be sent: this server has no sender")]
    public static partial void NoSender(ILogger logger);

    [LoggerMessage(3818, LogLevel.Warning,
        "{Actor} retired the {Role} key {Old}; {New} signs from now on")]
    public static partial void KeyRotated(ILogger logger, string actor, string role, string old, string @new);

    [LoggerMessage(3819, LogLevel.Error, "The {Role} key could not be retired: {Reason}")]
    public static partial void KeyNotRotated(ILogger logger, string role, string reason);

    // The kind of fault alone: its message may hold what was sent.
    [LoggerMessage(3820, LogLevel.Error,
        "A code for {Device} could not be sent: the sender failed in a way that nobody foresaw, {Kind}")]
    public static partial void SenderFault(ILogger logger, Identity device, string kind);

    [LoggerMessage(3821, LogLevel.Information, "{Device} renewed its certificate, {Fingerprint}")]
    public static partial void Renewed(ILogger logger, Identity device, CertificateFingerprint fingerprint);
}
