namespace Garita.Contracts.Api.Rollouts;

/// <summary>Who may approve, and how many must; also a change of that, as a whole.</summary>
/// <param name="Needed">Roles with how many operators of each must approve; empty where nobody has to.</param>
/// <param name="Roles">Operators with their roles, separated by spaces.</param>
public sealed record ApprovalRules(
    IReadOnlyDictionary<string, int> Needed, IReadOnlyDictionary<string, string> Roles);
