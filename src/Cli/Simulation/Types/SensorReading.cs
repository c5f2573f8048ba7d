namespace Garita.Cli.Simulation.Types;

/// <summary>One reading of a simulated sensor.</summary>
/// <param name="Series">The series: <c>temperature</c>.</param>
/// <param name="Value">The value in <paramref name="Unit"/>.</param>
/// <param name="Unit">A SenML unit (RFC 8428 12.1), or null for a plain number.</param>
public sealed record SensorReading(string Series, double Value, string? Unit);
