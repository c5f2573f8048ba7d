namespace Garita.Server.Rollouts.Desk;

/// <summary>A change of rules and roles.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Content">The rules as they would be, in canonical JSON.</param>
/// <param name="By">Who proposed it.</param>
/// <param name="At">When.</param>
/// <param name="Made">When it came into force; null while it waits.</param>
internal sealed record ProposedChange(
    long Id, string Content, string By, DateTimeOffset At, DateTimeOffset? Made);
