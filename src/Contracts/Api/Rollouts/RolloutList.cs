namespace Garita.Contracts.Api.Rollouts;

/// <summary>All rollouts, the oldest first.</summary>
/// <param name="Rollouts">They.</param>
public sealed record RolloutList(IReadOnlyList<RolloutView> Rollouts);
