namespace Garita.Contracts.Api.Rollouts;

/// <summary>A change of the rules that was proposed.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Digest">What approvals are of.</param>
/// <param name="Rules">The rules as they would be.</param>
/// <param name="ProposedBy">Who proposed it.</param>
/// <param name="Proposed">When.</param>
/// <param name="Made">When it came into force; null while it waits.</param>
/// <param name="Approvals">Who must approve, and who did.</param>
public sealed record ApprovalChangeView(
    long Id, string Digest, ApprovalRules Rules, string ProposedBy, DateTimeOffset Proposed, DateTimeOffset? Made,
    IReadOnlyList<RoleView> Approvals);
