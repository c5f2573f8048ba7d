namespace Garita.Rollouts.Definitions;

/// <summary>When offers are made.</summary>
public sealed record Schedule
{
    /// <summary>Nothing is offered before; null where it may begin when a person starts it.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>When devices may be offered an update; empty means at any time.</summary>
    public IReadOnlyList<OfferWindow> Windows { get; init; } = [];

    /// <summary>The zone that the windows are meant in; null means each device's own.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The zone of a device of which none is known, or one that this machine does not know.</summary>
    public string Otherwise { get; init; } = "UTC";

    /// <summary>Whether a device in a zone may be offered something now.</summary>
    public bool IsOpen(DateTimeOffset now, string? deviceZone)
    {
        if (now < NotBefore)
        {
            return false;
        }

        return Windows.Count == 0 || Windows.Any(window => window.IsOpen(LocalTime(now, deviceZone)));
    }

    /// <summary>What the clocks on the wall say where the windows are meant.</summary>
    public DateTime LocalTime(DateTimeOffset now, string? deviceZone) =>
        TimeZoneInfo.ConvertTime(now, Zone(TimeZone ?? deviceZone) ?? Zone(Otherwise) ?? TimeZoneInfo.Utc).DateTime;

    /// <summary>Whether this machine knows a zone of that name.</summary>
    public static bool IsKnown(string zone) => Zone(zone) is not null;

    private static TimeZoneInfo? Zone(string? name) =>
        name is { Length: > 0 and <= 64 } && TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone)
            ? zone
            : null;
}
