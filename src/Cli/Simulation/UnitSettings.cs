namespace Garita.Cli.Simulation;

/// <summary>What <c>bootstrap.json</c> says: what a simulated device knows beside its uuid and its broker.</summary>
/// <param name="Type">What it is built as, one of the five simulated types.</param>
/// <param name="Serial">The maker's serial number.</param>
/// <param name="Number">The number of its modem.</param>
/// <param name="Spool">The directory that its modem listens to.</param>
/// <param name="Port">The TCP port of bootstrap.</param>
/// <param name="QuicPort">The UDP port of bootstrap; null to use TCP alone.</param>
public sealed record UnitSettings(
    string Type, string Serial, string Number, string Spool, int Port, int? QuicPort = null);
