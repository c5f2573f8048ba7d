using System.Text.Json;

namespace Garita.Contracts.Api.Telemetry;

/// <summary>One measurement.</summary>
/// <param name="Device">The device's id.</param>
/// <param name="Series">The series: what follows <c>telemetry/</c> in the topic.</param>
/// <param name="Time">When it was measured, by the device's clock; the time of arrival where the device said
/// none.</param>
/// <param name="Received">When it arrived, by the server's clock.</param>
/// <param name="Value">A number, a boolean or a string.</param>
/// <param name="Unit">The unit as the device spelled it (RFC 8428 12.1 has a list); null where it said none.</param>
public sealed record TelemetryPoint(
    string Device,
    string Series,
    DateTimeOffset Time,
    DateTimeOffset Received,
    JsonElement Value,
    string? Unit);
