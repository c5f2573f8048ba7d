namespace Garita.Contracts.Api.Policy;

/// <summary>The policy in force.</summary>
/// <param name="Source">The name of its file, or <c>built-in</c>.</param>
/// <param name="Text">The policy as written.</param>
/// <param name="Loaded">When it came into force.</param>
public sealed record PolicyView(string Source, string Text, DateTimeOffset Loaded);
