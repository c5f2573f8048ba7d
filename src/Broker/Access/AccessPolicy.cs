using System.Diagnostics;
using System.Runtime.CompilerServices;
using Garita.Broker.Access.Matching;
using Garita.Broker.Access.Parsing;
using Garita.Contracts.Identities;
using Garita.Mqtt.Topics;

[assembly: InternalsVisibleTo("Garita.Broker.Tests")]

namespace Garita.Broker.Access;

/// <summary>
/// Who may publish and subscribe where: deny by default, and a denying line beats every allowing one. Immutable; safe
/// to ask from any thread. Judging costs as much as there are rules that can concern the peer, whatever the number of
/// devices or of rules for others, and allocates nothing.
/// </summary>
public sealed class AccessPolicy
{
    private static readonly Lazy<AccessPolicy> LazyDefault = new(LoadDefault);

    private readonly PolicyMatcher _matcher;

    internal AccessPolicy(string fileName, IReadOnlyList<PolicyRule> rules)
    {
        FileName = fileName;
        RuleCount = rules.Count;
        _matcher = new PolicyMatcher(rules);
    }

    /// <summary>The policy of docs/policy.md that a new data directory starts with.</summary>
    public static AccessPolicy Default => LazyDefault.Value;

    /// <summary>The text of <see cref="Default"/>, with its comments.</summary>
    public static string DefaultText
    {
        get
        {
            using Stream stream = typeof(AccessPolicy).Assembly.GetManifestResourceStream("default.policy")
                ?? throw new UnreachableException("The default policy is not embedded.");
            using StreamReader reader = new(stream);
            return reader.ReadToEnd();
        }
    }

    /// <summary>The file it was read from, as the caller named it.</summary>
    public string FileName { get; }

    /// <summary>How many lines allow or deny.</summary>
    public int RuleCount { get; }

    /// <summary>Reads a policy; see docs/policy.md for the syntax.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="fileName">How errors and warnings call it.</param>
    public static PolicyParseResult Parse(string text, string fileName)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length > PolicyLimits.MaxFileBytes
            ? PolicyParseResult.Failed(fileName, $"larger than {PolicyLimits.MaxFileBytes} bytes")
            : new PolicyParser(fileName).Parse(text);
    }

    /// <summary>
    /// Whether a peer may publish to a topic; wills and retained messages are judged by the same lines.
    /// </summary>
    public Decision JudgePublish(PeerAttributes peer, TopicName topic) =>
        _matcher.JudgeTopic(peer, RuleVerb.Publish, topic, out _);

    /// <summary>
    /// Whether a peer may subscribe: one line must allow every topic that the filter matches, and no denying line may
    /// share a topic with it. A shared filter is judged by what it shares.
    /// </summary>
    public Decision JudgeSubscribe(PeerAttributes peer, TopicFilter filter) =>
        _matcher.JudgeFilter(peer, filter, out _);

    /// <summary>
    /// Whether a peer may be handed a message on a topic, by the lines for subscribing, <c>exact</c> or not.
    /// </summary>
    public Decision JudgeDelivery(PeerAttributes peer, TopicName topic) =>
        _matcher.JudgeTopic(peer, RuleVerb.Subscribe, topic, out _);

    /// <summary>Decides, and says how each rule that concerns the peer stands to the question.</summary>
    /// <param name="peer">Who.</param>
    /// <param name="action">What the peer wants to do.</param>
    /// <param name="topic">A topic filter for <see cref="PolicyAction.Subscribe"/>, else a topic name.</param>
    public PolicyExplanation Explain(PeerAttributes peer, PolicyAction action, string topic)
    {
        ArgumentNullException.ThrowIfNull(peer);
        TopicName? name = null;
        TopicFilter? filter = null;
        bool parsed = action == PolicyAction.Subscribe
            ? TopicFilter.TryParse(topic, out filter)
            : TopicName.TryParse(topic, out name);
        if (!parsed)
        {
            return new PolicyExplanation(new Decision(false, 0, DecisionReason.NotATopic), [], RuleCount);
        }

        RuleVerb verb = action == PolicyAction.Publish ? RuleVerb.Publish : RuleVerb.Subscribe;
        Decision decision = filter is null
            ? _matcher.JudgeTopic(peer, verb, name!, out _)
            : _matcher.JudgeFilter(peer, filter, out _);
        ConsideredRule[] considered = decision.Reason == DecisionReason.EmptyLevel
            ? []
            : [.. _matcher.Concerning(peer, verb).Select(rule => new ConsideredRule(
                rule.Line,
                rule.Subject.ToString(),
                rule.Text,
                filter is null
                    ? PolicyMatcher.OnTopic(rule, name!, peer)
                    : PolicyMatcher.OnFilter(rule, filter, peer)))];
        return new PolicyExplanation(decision, considered, RuleCount - considered.Length);
    }

    /// <summary>How many patterns judging one publish compares; for tests that hold the cost to its promise.</summary>
    internal int CountExamined(PeerAttributes peer, TopicName topic)
    {
        _matcher.JudgeTopic(peer, RuleVerb.Publish, topic, out int examined);
        return examined;
    }

    private static AccessPolicy LoadDefault() => Parse(DefaultText, "default.policy").Policy
        ?? throw new UnreachableException("The default policy has an error.");
}
