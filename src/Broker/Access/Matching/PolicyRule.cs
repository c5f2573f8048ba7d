namespace Garita.Broker.Access.Matching;

/// <summary>One line of a policy that allows or denies.</summary>
/// <param name="Line">Where it stands, counted from 1.</param>
/// <param name="Subject">Whom it is for.</param>
/// <param name="Verb">What it is about.</param>
/// <param name="IsDeny">Whether it denies.</param>
/// <param name="IsExact">Whether it allows only filters without a wildcard.</param>
/// <param name="Pattern">Which topics.</param>
internal sealed record PolicyRule(
    int Line,
    PolicySubject Subject,
    RuleVerb Verb,
    bool IsDeny,
    bool IsExact,
    TopicPattern Pattern)
{
    /// <summary>The rule in the policy's own words.</summary>
    public string Text =>
        (IsDeny ? "deny " : string.Empty)
        + (Verb == RuleVerb.Publish ? "publish " : "subscribe ")
        + (IsExact ? "exact " : string.Empty)
        + Pattern.Text;
}
