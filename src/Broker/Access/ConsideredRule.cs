namespace Garita.Broker.Access;

/// <summary>One rule that concerns a peer, and how it stands to the topic or filter asked about.</summary>
/// <param name="Line">Its line in the policy, counted from 1.</param>
/// <param name="Subject">Whom it is for, as its <c>for</c> line says.</param>
/// <param name="Text">The rule, as written but for spacing.</param>
/// <param name="Outcome">How it stands to what was asked.</param>
public sealed record ConsideredRule(int Line, string Subject, string Text, RuleOutcome Outcome);
