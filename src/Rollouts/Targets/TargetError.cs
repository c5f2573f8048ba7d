namespace Garita.Rollouts.Targets;

/// <summary>Why a text is not a target.</summary>
/// <param name="Column">Where in the text, from 1.</param>
/// <param name="Message">What is wrong, for people.</param>
public sealed record TargetError(int Column, string Message);
