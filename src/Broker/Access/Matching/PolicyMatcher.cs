using Garita.Contracts.Identities;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Access.Matching;

/// <summary>Judges topics and filters by the rules that concern one peer; neither locks nor allocates.</summary>
internal sealed class PolicyMatcher(IReadOnlyList<PolicyRule> rules)
{
    private readonly SubjectTable _devices = new(IdentityKind.Device, rules);
    private readonly SubjectTable _services = new(IdentityKind.Service, rules);
    private readonly SubjectTable _operators = new(IdentityKind.Operator, rules);

    // No rule is for one: a birth certificate is not let in to begin with.
    private readonly SubjectTable _births = new(IdentityKind.Birth, []);

    /// <summary>Judges a topic name.</summary>
    /// <param name="peer">Who.</param>
    /// <param name="verb">Publishing to it, or receiving from it by the rules for subscribing.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="examined">How many patterns were compared.</param>
    public Decision JudgeTopic(PeerAttributes peer, RuleVerb verb, TopicName topic, out int examined)
    {
        examined = 0;
        if (topic.HasEmptyLevel)
        {
            return new Decision(false, 0, DecisionReason.EmptyLevel);
        }

        Tally tally = default;
        foreach (RuleSet set in RulesFor(peer))
        {
            foreach (PolicyRule rule in set.For(verb))
            {
                if (tally.IsIdle(rule))
                {
                    continue;
                }

                examined++;
                tally.Add(rule.Line, OnTopic(rule, topic, peer));
            }
        }

        return tally.Decide();
    }

    /// <summary>Judges a topic filter.</summary>
    /// <param name="peer">Who.</param>
    /// <param name="filter">The filter; a shared one is judged by what it shares.</param>
    /// <param name="examined">How many patterns were compared.</param>
    public Decision JudgeFilter(PeerAttributes peer, TopicFilter filter, out int examined)
    {
        examined = 0;
        if (filter.HasEmptyLevel)
        {
            return new Decision(false, 0, DecisionReason.EmptyLevel);
        }

        Tally tally = default;
        foreach (RuleSet set in RulesFor(peer))
        {
            foreach (PolicyRule rule in set.For(RuleVerb.Subscribe))
            {
                if (tally.IsIdle(rule))
                {
                    continue;
                }

                examined++;
                tally.Add(rule.Line, OnFilter(rule, filter, peer));
            }
        }

        return tally.Decide();
    }

    /// <summary>The rules of one verb that concern a peer, in the order of the file.</summary>
    public IReadOnlyList<PolicyRule> Concerning(PeerAttributes peer, RuleVerb verb)
    {
        List<PolicyRule> found = [];
        foreach (RuleSet set in RulesFor(peer))
        {
            found.AddRange(set.For(verb));
        }

        return [.. found.OrderBy(r => r.Line)];
    }

    /// <summary>How a rule stands to a topic name.</summary>
    public static RuleOutcome OnTopic(PolicyRule rule, TopicName topic, PeerAttributes peer)
    {
        if (!rule.Pattern.Matches(topic.Utf8, peer))
        {
            return RuleOutcome.Apart;
        }

        return rule.IsDeny ? RuleOutcome.Denies : RuleOutcome.Allows;
    }

    /// <summary>
    /// How a rule stands to a topic filter: allowing takes all that the filter reaches, denying any of it.
    /// </summary>
    public static RuleOutcome OnFilter(PolicyRule rule, TopicFilter filter, PeerAttributes peer)
    {
        if (!rule.Pattern.Intersects(filter.Pattern, peer))
        {
            return RuleOutcome.Apart;
        }

        if (rule.IsDeny)
        {
            return RuleOutcome.Denies;
        }

        if (!rule.Pattern.Covers(filter.Pattern, peer))
        {
            return RuleOutcome.AllowsPart;
        }

        return rule.IsExact && filter.HasWildcard ? RuleOutcome.WantsExactFilter : RuleOutcome.Allows;
    }

    private SubjectTable.Concerned RulesFor(PeerAttributes peer) => peer.Identity.Kind switch
    {
        IdentityKind.Device => _devices.For(peer),
        IdentityKind.Service => _services.For(peer),
        IdentityKind.Operator => _operators.For(peer),
        IdentityKind.Birth => _births.For(peer),
    };

    /// <summary>
    /// What the rules said so far. A deny wins wherever it stands; of equals the first line is named.
    /// </summary>
    private struct Tally
    {
        private int _denied;
        private int _allowed;
        private bool _wantsExact;
        private bool _allowsPart;

        /// <summary>Whether a rule cannot change the decision any more.</summary>
        public readonly bool IsIdle(PolicyRule rule)
        {
            int decided = rule.IsDeny ? _denied : _allowed;
            return decided != 0 && decided < rule.Line;
        }

        public void Add(int line, RuleOutcome outcome)
        {
            switch (outcome)
            {
                case RuleOutcome.Denies:
                    _denied = line;
                    break;
                case RuleOutcome.Allows:
                    _allowed = line;
                    break;
                case RuleOutcome.WantsExactFilter:
                    _wantsExact = true;
                    break;
                case RuleOutcome.AllowsPart:
                    _allowsPart = true;
                    break;
                case RuleOutcome.Apart:
                    break;
            }
        }

        public readonly Decision Decide() => this switch
        {
            { _denied: > 0 } => new Decision(false, _denied, DecisionReason.DeniedByRule),
            { _allowed: > 0 } => new Decision(true, _allowed, DecisionReason.AllowedByRule),
            { _wantsExact: true } => new Decision(false, 0, DecisionReason.FilterNotExact),
            { _allowsPart: true } => new Decision(false, 0, DecisionReason.FilterTooWide),
            _ => new Decision(false, 0, DecisionReason.NoRule),
        };
    }
}
