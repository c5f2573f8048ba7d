namespace Garita.Contracts.Api.Rollouts;

/// <summary>Asks for a rollout, or puts another definition into one that is a draft.</summary>
/// <param name="Definition">The text of the definition file, so that errors can name lines.</param>
public sealed record CreateRolloutRequest(string Definition);
