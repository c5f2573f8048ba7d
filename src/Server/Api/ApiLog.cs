using Microsoft.Extensions.Logging;

namespace Garita.Server.Api;

/// <summary>What the API logs. Event ids 3200-3249. Never a header, a body or a path that a stranger chose.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(3200, LogLevel.Warning,
        "API request from {Remote} refused: {Method} {Status} {Type}; before it {Silent} more")]
    public static partial void Refused(
        ILogger logger, string remote, string method, int status, string type, long silent);

    [LoggerMessage(3201, LogLevel.Error, "API request {Method} {Route} failed")]
    public static partial void Failed(ILogger logger, string method, string route, Exception fault);

    [LoggerMessage(3202, LogLevel.Information, "{Actor} made token {Name}, works until {Expires:O}")]
    public static partial void TokenAdded(ILogger logger, string actor, string name, DateTimeOffset expires);

    [LoggerMessage(3203, LogLevel.Information, "{Actor} revoked token {Name}")]
    public static partial void TokenRevoked(ILogger logger, string actor, string name);

    [LoggerMessage(3204, LogLevel.Information, "{Actor} stored image {Digest} of {Bytes} bytes")]
    public static partial void ImageStored(ILogger logger, string actor, string digest, long bytes);
}
