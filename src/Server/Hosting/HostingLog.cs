using Garita.Contracts.Identities;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Hosting;

/// <summary>What the host says of itself.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(3280, LogLevel.Information, "New server certificate {Fingerprint}, until {NotAfter:u}")]
    public static partial void Renewed(ILogger logger, CertificateFingerprint fingerprint, DateTimeOffset notAfter);

    [LoggerMessage(3281, LogLevel.Error, "The server certificate could not be renewed and ends {NotAfter:u}: {Error}")]
    public static partial void RenewalFailed(ILogger logger, DateTimeOffset notAfter, string error);
}
