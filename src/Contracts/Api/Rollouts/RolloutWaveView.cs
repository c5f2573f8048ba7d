namespace Garita.Contracts.Api.Rollouts;

/// <summary>One wave with its devices.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Allowed">Devices that may have been offered the release while it is open, earlier waves
/// included.</param>
/// <param name="Stages">Devices that were offered the release in it, by where they stand.</param>
public sealed record RolloutWaveView(string Name, long Allowed, IReadOnlyDictionary<string, long> Stages);
