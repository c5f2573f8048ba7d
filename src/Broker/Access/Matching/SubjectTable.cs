using System.Collections.Frozen;
using Garita.Contracts.Identities;

namespace Garita.Broker.Access.Matching;

/// <summary>
/// The rules that can concern one kind of identity, by subject: finding those of one peer takes one look-up for its
/// name, one for its unit and one for each of its groups, however many subjects the policy names.
/// </summary>
internal sealed class SubjectTable
{
    private readonly RuleSet _everyone;
    private readonly FrozenDictionary<string, RuleSet> _byName;
    private readonly FrozenDictionary<string, RuleSet> _byGroup;
    private readonly FrozenDictionary<string, RuleSet> _byUnit;

    public SubjectTable(IdentityKind kind, IEnumerable<PolicyRule> rules)
    {
        ILookup<SubjectSelector, PolicyRule> bySelector = rules
            .Where(r => r.Subject.Kind is null || r.Subject.Kind == kind)
            .ToLookup(r => r.Subject.Selector);
        _everyone = new RuleSet(bySelector[SubjectSelector.Everyone]);
        _byName = ByValue(bySelector[SubjectSelector.Name]);
        _byGroup = ByValue(bySelector[SubjectSelector.Group]);
        _byUnit = ByValue(bySelector[SubjectSelector.OrganizationalUnit]);
    }

    /// <summary>The rule sets that concern one peer of this kind; no rule is in two of them.</summary>
    public Concerned For(PeerAttributes peer) => new(this, peer);

    private static FrozenDictionary<string, RuleSet> ByValue(IEnumerable<PolicyRule> rules) =>
        rules.GroupBy(r => r.Subject.Value, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => new RuleSet(g), StringComparer.Ordinal);

    /// <summary>Walks the rule sets of one peer without allocating.</summary>
    internal ref struct Concerned(SubjectTable table, PeerAttributes peer)
    {
        private int _step;

        /// <summary>The rule set walked to.</summary>
        public RuleSet Current { get; private set; } = table._everyone;

        /// <summary>For foreach.</summary>
        public readonly Concerned GetEnumerator() => this;

        /// <summary>Goes to the next rule set.</summary>
        public bool MoveNext()
        {
            while (true)
            {
                int step = _step++;
                RuleSet? found;
                switch (step)
                {
                    case 0:
                        found = table._everyone;
                        break;
                    case 1:
                        table._byName.TryGetValue(peer.Identity.Name, out found);
                        break;
                    case 2:
                        found = peer.OrganizationalUnit is { } unit ? table._byUnit.GetValueOrDefault(unit) : null;
                        break;
                    default:
                        if (table._byGroup.Count == 0 || step - 3 >= peer.Groups.Count)
                        {
                            return false;
                        }

                        found = table._byGroup.GetValueOrDefault(peer.Groups.Items[step - 3]);
                        break;
                }

                if (found is not null)
                {
                    Current = found;
                    return true;
                }
            }
        }
    }
}
