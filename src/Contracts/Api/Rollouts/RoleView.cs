namespace Garita.Contracts.Api.Rollouts;

/// <summary>How far the approvals of one role are.</summary>
/// <param name="Role">The role.</param>
/// <param name="Needed">Operators who must approve.</param>
/// <param name="By">Who did.</param>
public sealed record RoleView(string Role, int Needed, IReadOnlyList<string> By);
