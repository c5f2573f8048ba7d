namespace Garita.Rollouts.Planning;

/// <summary>A device's measurement on both sides of an update.</summary>
/// <param name="Name">The series.</param>
/// <param name="Before">Its mean before.</param>
/// <param name="After">Its mean since.</param>
public sealed record MetricSample(string Name, double Before, double After);
