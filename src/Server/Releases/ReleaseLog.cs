using Garita.Firmware;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Releases;

/// <summary>What publishing logs. Event ids 3300-3319.</summary>
internal static partial class ReleaseLog
{
    [LoggerMessage(3300, LogLevel.Information,
        "{Publisher} published release {Manifest}, sequence {Sequence}, entry {Index} of the audit log")]
    public static partial void Published(
        ILogger logger, string publisher, Sha256Digest manifest, long sequence, long index);

    [LoggerMessage(3301, LogLevel.Warning,
        "Release {Manifest} was left half published by a fault; in the audit log, so published now: {Published}")]
    public static partial void Recovered(ILogger logger, Sha256Digest manifest, bool published);

    [LoggerMessage(3302, LogLevel.Error, "A half published release cannot be settled yet: {Error}")]
    public static partial void LeftPending(ILogger logger, string error);

    [LoggerMessage(3303, LogLevel.Information, "{Operator} withdrew release {Manifest}")]
    public static partial void Withdrawn(ILogger logger, string @operator, Sha256Digest manifest);

    [LoggerMessage(3304, LogLevel.Warning, "Release from {Publisher} refused: {Reason}")]
    public static partial void Refused(ILogger logger, string publisher, string reason);

    [LoggerMessage(3305, LogLevel.Information,
        "{Operator} installed trust document {Version}, entry {Index} of the audit log")]
    public static partial void TrustInstalled(ILogger logger, string @operator, long version, long index);
}
