namespace Garita.Contracts.Api.Policy;

/// <summary>What a check, or a reload, found.</summary>
/// <param name="Valid">True if the policy can be loaded, or was.</param>
/// <param name="Problems">The mistakes, in order of line; empty if valid.</param>
public sealed record PolicyCheckResult(bool Valid, IReadOnlyList<PolicyProblem> Problems);
