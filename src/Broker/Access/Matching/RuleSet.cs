namespace Garita.Broker.Access.Matching;

/// <summary>The rules of one subject, apart by verb, each in the order of the file.</summary>
internal sealed class RuleSet
{
    private readonly PolicyRule[] _publish;
    private readonly PolicyRule[] _subscribe;

    public RuleSet(IEnumerable<PolicyRule> rules)
    {
        ILookup<RuleVerb, PolicyRule> byVerb = rules.OrderBy(r => r.Line).ToLookup(r => r.Verb);
        _publish = [.. byVerb[RuleVerb.Publish]];
        _subscribe = [.. byVerb[RuleVerb.Subscribe]];
    }

    /// <summary>The rules about one verb.</summary>
    public ReadOnlySpan<PolicyRule> For(RuleVerb verb) => verb switch
    {
        RuleVerb.Publish => _publish,
        RuleVerb.Subscribe => _subscribe,
    };
}
