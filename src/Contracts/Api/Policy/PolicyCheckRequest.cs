namespace Garita.Contracts.Api.Policy;

/// <summary>Asks whether a policy could be loaded; nothing changes.</summary>
/// <param name="Text">The policy; at most 256 KiB.</param>
/// <param name="FileName">What errors should call it; <c>policy</c> if left out.</param>
public sealed record PolicyCheckRequest(string Text, string? FileName = null);
