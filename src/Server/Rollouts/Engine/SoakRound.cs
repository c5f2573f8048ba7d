namespace Garita.Server.Rollouts.Engine;

/// <summary>One look at every device of a rollout that soaks, a few in each tick.</summary>
/// <param name="Began">When.</param>
/// <param name="UpTo">The last device that was looked at.</param>
/// <param name="IsOver">Whether all were.</param>
internal sealed record SoakRound(DateTimeOffset Began, string UpTo, bool IsOver);
