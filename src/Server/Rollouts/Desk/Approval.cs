namespace Garita.Server.Rollouts.Desk;

/// <summary>An operator's approval of exactly one content.</summary>
/// <param name="Subject">What it is called.</param>
/// <param name="Digest">SHA-256 of it.</param>
/// <param name="Person">The operator, whatever credential was used.</param>
/// <param name="Role">The role in which they approve.</param>
/// <param name="By">The credential.</param>
/// <param name="At">When.</param>
internal sealed record Approval(
    string Subject, string Digest, string Person, string Role, string By, DateTimeOffset At);
