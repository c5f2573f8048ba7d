namespace Garita.Rollouts.Simulation;

/// <summary>One product type of a synthetic fleet.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Share">Its share of the fleet, 0 to 1.</param>
/// <param name="Failing">The share of its devices that fail because of the release.</param>
public sealed record FleetType(string Name, double Share, double Failing);
