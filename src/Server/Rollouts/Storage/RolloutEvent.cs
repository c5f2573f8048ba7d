namespace Garita.Server.Rollouts.Storage;

/// <summary>Something that happened to a rollout.</summary>
/// <param name="At">When.</param>
/// <param name="Kind"><c>note</c>, <c>alert</c> or <c>command</c>.</param>
/// <param name="Text">What.</param>
internal sealed record RolloutEvent(DateTimeOffset At, string Kind, string Text);
