namespace Garita.Contracts.Api.Status;

/// <summary>What telemetry did since the start.</summary>
/// <param name="Stored">Measurements made durable.</param>
/// <param name="Invalid">Payloads that were not a measurement.</param>
/// <param name="Waiting">Measurements waiting to be made durable now.</param>
/// <param name="Pruned">Measurements deleted by the retention rule.</param>
public sealed record TelemetryCounts(long Stored, long Invalid, int Waiting, long Pruned);
