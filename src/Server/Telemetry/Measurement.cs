namespace Garita.Server.Telemetry;

/// <summary>One measurement as it arrived.</summary>
/// <param name="Device">The device's id.</param>
/// <param name="Series">What follows <c>telemetry/</c> in the topic.</param>
/// <param name="Time">By the device's clock; the time of arrival where it said none.</param>
/// <param name="Received">When it arrived.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">The unit as the device spelled it, or null.</param>
public sealed record Measurement(
    string Device,
    string Series,
    DateTimeOffset Time,
    DateTimeOffset Received,
    MeasurementValue Value,
    string? Unit);
