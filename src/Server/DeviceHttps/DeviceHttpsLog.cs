using System.Net;
using Microsoft.Extensions.Logging;

namespace Garita.Server.DeviceHttps;

internal static partial class DeviceHttpsLog
{
    [LoggerMessage(3120, LogLevel.Information, "Listening for HTTPS and MQTT over WebSocket on {Endpoint}")]
    public static partial void Listening(ILogger logger, EndPoint endpoint);

    [LoggerMessage(3121, LogLevel.Information, "Stopped listening on {Endpoint}")]
    public static partial void Stopped(ILogger logger, EndPoint endpoint);

    [LoggerMessage(3122, LogLevel.Information, "New server certificate in use on {Endpoint}")]
    public static partial void CertificateSwapped(ILogger logger, EndPoint endpoint);

    [LoggerMessage(3123, LogLevel.Information, "Listening for HTTP/3 on {Endpoint} (UDP)")]
    public static partial void ListeningHttp3(ILogger logger, EndPoint endpoint);
}
