using Microsoft.Extensions.Logging;

namespace Garita.Server.Storage;

/// <summary>What the database logs. Event ids 3000-3049.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(3000, LogLevel.Information, "Database {File} opened, schema {Version}")]
    public static partial void Opened(ILogger logger, string file, int version);

    [LoggerMessage(3001, LogLevel.Information, "Database migrated by {Name}")]
    public static partial void Migrated(ILogger logger, string name);

    [LoggerMessage(3002, LogLevel.Error, "{Count} writes were not stored ({Fault}): {Detail}")]
    public static partial void CommitFailed(ILogger logger, int count, StorageFault fault, string detail);
}
