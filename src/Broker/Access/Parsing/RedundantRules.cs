using Garita.Broker.Access.Matching;
using Garita.Contracts.Identities;

namespace Garita.Broker.Access.Parsing;

/// <summary>
/// Finds rules that change no decision: repeated, contained in a wider one, or always overruled by a deny.
/// </summary>
internal static class RedundantRules
{
    /// <summary>Warns at most once a rule, and stops after <see cref="PolicyLimits.MaxComparisons"/>.</summary>
    public static void Find(IReadOnlyList<PolicyRule> rules, Action<int, string> warn)
    {
        ILookup<PolicySubject, PolicyRule> bySubject = rules.ToLookup(r => r.Subject);
        int budget = PolicyLimits.MaxComparisons;
        foreach (PolicyRule rule in rules)
        {
            if (NeverMatches(rule))
            {
                warn(rule.Line, "never matches: only devices are offered images");
                continue;
            }

            foreach (PolicyRule other in SubjectsAround(rule.Subject).SelectMany(s => bySubject[s]))
            {
                if (budget-- <= 0)
                {
                    return;
                }

                if (Judge(rule, other) is { } message)
                {
                    warn(rule.Line, message);
                    break;
                }
            }
        }
    }

    private static string? Judge(PolicyRule rule, PolicyRule other)
    {
        if (rule == other || rule.Verb != other.Verb || !other.Pattern.Covers(rule.Pattern))
        {
            return null;
        }

        if (other.IsDeny && !rule.IsDeny)
        {
            return $"never takes effect: line {other.Line} denies it";
        }

        if (other.IsDeny != rule.IsDeny || (other.IsExact && !rule.IsExact))
        {
            return null;
        }

        // Of two that say the same, the later one is named.
        bool same = rule.Subject == other.Subject
            && rule.IsExact == other.IsExact
            && rule.Pattern.Covers(other.Pattern);
        return same && other.Line > rule.Line
            ? null
            : $"changes nothing: line {other.Line} {(rule.IsDeny ? "denies" : "allows")} it already";
    }

    private static bool NeverMatches(PolicyRule rule) =>
        rule.Subject.Kind is IdentityKind.Service or IdentityKind.Operator
        && rule.Pattern.Levels.ToArray().Any(l => l.Kind == PatternLevelKind.Image);

    // A subject, and those that include whoever it is for.
    private static IEnumerable<PolicySubject> SubjectsAround(PolicySubject subject)
    {
        yield return subject;
        if (subject.Kind is not null && subject.Selector != SubjectSelector.Everyone)
        {
            yield return new PolicySubject(subject.Kind, SubjectSelector.Everyone, string.Empty);
            yield return subject with { Kind = null };
        }
    }
}
