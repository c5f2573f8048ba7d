namespace Garita.Device.Telemetry;

/// <summary>One value of a series.</summary>
/// <param name="Value">What was measured.</param>
/// <param name="Unit">Its unit as SenML names it (RFC 8428 12.1): <c>Cel</c>, <c>V</c>, <c>%RH</c>; or null.</param>
/// <param name="Time">When it was measured; null: when it is recorded, also where it is sent much later.</param>
public readonly record struct Measurement(MeasuredValue Value, string? Unit = null, DateTimeOffset? Time = null);
