namespace Garita.Contracts.Api.Policy;

/// <summary>One mistake in a policy.</summary>
/// <param name="Line">The line, from 1; 0 where the mistake has no line.</param>
/// <param name="Message">What is wrong with it.</param>
public sealed record PolicyProblem(int Line, string Message);
