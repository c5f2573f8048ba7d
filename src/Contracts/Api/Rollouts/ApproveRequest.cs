namespace Garita.Contracts.Api.Rollouts;

/// <summary>Approves exactly one content.</summary>
/// <param name="Digest">What was looked at: SHA-256 of the content in hex.</param>
/// <param name="Role">The role in which the caller approves.</param>
public sealed record ApproveRequest(string Digest, string Role);
