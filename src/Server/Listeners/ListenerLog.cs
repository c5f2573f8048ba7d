using System.Net;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Listeners;

internal static partial class ListenerLog
{
    [LoggerMessage(3100, LogLevel.Information, "Listening for MQTT over TLS on {Endpoint}")]
    public static partial void Listening(ILogger logger, IPEndPoint endpoint);

    [LoggerMessage(3101, LogLevel.Information, "Stopped listening on {Endpoint}")]
    public static partial void Stopped(ILogger logger, IPEndPoint endpoint);

    [LoggerMessage(3102, LogLevel.Warning, "Refused {Remote}: {Reason} ({Detail})")]
    public static partial void Refused(ILogger logger, IPEndPoint remote, string reason, string detail);

    [LoggerMessage(3103, LogLevel.Warning,
        "Refused {Remote}: {Reason} ({Detail}); certificate {Subject}, issued by {Issuer}")]
    public static partial void RefusedCertificate(
        ILogger logger, IPEndPoint remote, string reason, string detail, string subject, string issuer);

    [LoggerMessage(3104, LogLevel.Warning, "Refused {Count} more from {Source}: {Reasons}")]
    public static partial void RefusedMore(ILogger logger, int count, string source, string reasons);

    [LoggerMessage(3105, LogLevel.Warning, "Cannot accept connections for now: {Error}")]
    public static partial void AcceptFailed(ILogger logger, string error);

    [LoggerMessage(3106, LogLevel.Information,
        "New server certificate in use on {Endpoint}: {Subject} until {NotAfter:u}")]
    public static partial void CertificateSwapped(
        ILogger logger, IPEndPoint endpoint, string subject, DateTime notAfter);

    [LoggerMessage(3107, LogLevel.Warning, "Closed {Remote}: it did not read what was sent to it for {Seconds} s")]
    public static partial void NotReading(ILogger logger, IPEndPoint remote, double seconds);

    [LoggerMessage(3108, LogLevel.Error, "Connection {Remote} ended by a fault of this program")]
    public static partial void ConnectionFault(ILogger logger, IPEndPoint remote, Exception fault);

    [LoggerMessage(3109, LogLevel.Information, "Listening for MQTT over QUIC on {Endpoint}, {Engine}")]
    public static partial void ListeningQuic(ILogger logger, IPEndPoint endpoint, string engine);
}
