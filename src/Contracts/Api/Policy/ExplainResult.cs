namespace Garita.Contracts.Api.Policy;

/// <summary>What the policy in force decides, and where.</summary>
/// <param name="Allowed">Whether it is allowed.</param>
/// <param name="Line">The line that decides; 0 where no line does and the default, to refuse, holds.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Source">The file that the line is in.</param>
public sealed record ExplainResult(bool Allowed, int Line, string Reason, string Source);
