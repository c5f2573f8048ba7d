namespace Garita.Contracts.Api.Telemetry;

/// <summary>One page of measurements in order of arrival.</summary>
/// <param name="Items">The measurements.</param>
/// <param name="Next">Pass as <c>after</c> for the next page; null when there was nothing more.</param>
public sealed record TelemetryPage(IReadOnlyList<TelemetryPoint> Items, string? Next);
