namespace Garita.Contracts.Api.Policy;

/// <summary>Asks which line of the policy in force decides.</summary>
/// <param name="As">A common name: <c>ABCD1234</c>, <c>service:commands</c>, <c>operator:ana</c>.</param>
/// <param name="Action">What it wants to do.</param>
/// <param name="Topic">The topic, or for <see cref="PolicyAction.Subscribe"/> the filter.</param>
public sealed record ExplainRequest(string As, PolicyAction Action, string Topic);
