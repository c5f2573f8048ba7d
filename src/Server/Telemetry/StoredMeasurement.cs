using Garita.Contracts.Api.Telemetry;

namespace Garita.Server.Telemetry;

/// <summary>A measurement with its place in the order of arrival.</summary>
/// <param name="Id">Counts up; never used again.</param>
/// <param name="Point">The measurement as the API tells it.</param>
public sealed record StoredMeasurement(long Id, TelemetryPoint Point);
