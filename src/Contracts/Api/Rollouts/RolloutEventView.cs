namespace Garita.Contracts.Api.Rollouts;

/// <summary>Something that happened to a rollout.</summary>
/// <param name="At">When.</param>
/// <param name="Kind"><c>note</c>, <c>alert</c> or <c>command</c>.</param>
/// <param name="Text">What.</param>
public sealed record RolloutEventView(DateTimeOffset At, string Kind, string Text);
