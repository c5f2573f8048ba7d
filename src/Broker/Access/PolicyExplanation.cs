namespace Garita.Broker.Access;

/// <summary>A decision with everything that led to it.</summary>
/// <param name="Decision">The decision, the same that the broker takes.</param>
/// <param name="Considered">The rules that concern this peer and action, in the order of the file.</param>
/// <param name="OtherRules">How many rules of the policy concern other peers or actions and were not looked at.</param>
public sealed record PolicyExplanation(Decision Decision, IReadOnlyList<ConsideredRule> Considered, int OtherRules);
