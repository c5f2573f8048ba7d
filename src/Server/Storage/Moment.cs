namespace Garita.Server.Storage;

/// <summary>How times stand in the database: milliseconds since 1970, UTC.</summary>
internal static class Moment
{
    public static long ToMs(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    public static DateTimeOffset From(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    public static DateTimeOffset? From(long? ms) => ms is { } value ? From(value) : null;
}
