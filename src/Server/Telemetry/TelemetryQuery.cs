namespace Garita.Server.Telemetry;

/// <summary>Asks for one page of a device's measurements.</summary>
/// <param name="Device">The device's id.</param>
/// <param name="Series">One series, or null for all.</param>
/// <param name="From">Measured at this time or later; null for no bound.</param>
/// <param name="To">Measured before this time; null for no bound.</param>
/// <param name="After">Only those after this place in the order of arrival; 0 for all.</param>
/// <param name="Limit">At most this many.</param>
public sealed record TelemetryQuery(
    string Device, string? Series, DateTimeOffset? From, DateTimeOffset? To, long After, int Limit);
