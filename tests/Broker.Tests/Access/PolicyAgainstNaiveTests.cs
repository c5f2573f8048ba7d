using System.Collections.Frozen;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Garita.Broker.Access;
using Garita.Broker.Access.Matching;
using Garita.Broker.Access.Parsing;
using Garita.Contracts.Identities;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Tests.Access;

/// <summary>The compiled matcher against the naive one, on random patterns, filters, topics and policies.</summary>
public sealed class PolicyAgainstNaiveTests
{
    private static readonly PeerAttributes[] Peers =
    [
        new(Identity.Device("I"), "g", Set("g"), Set()),
        new(Identity.Device("a"), null, Set("g", "z", "a+", "$d"), Set("a", "z")),
        new(Identity.Device("z"), "$d", Set(), Set("#")),
        new(Identity.Service("I"), "a/g", Set("", "a/g"), Set()),
        PeerAttributes.Of(Identity.Operator("g")),
    ];

    // Values that are empty or hold '/', '+' or '#' match nothing: the naive matcher, which knows of none, gets none.
    private static readonly PeerAttributes[] Plain = [.. Peers.Select(Plainly)];

    private static readonly Gen<int> AnyPeer = Gen.Choose(0, Peers.Length - 1);

    private static readonly Gen<string> AnyPattern =
        Levels(["a", "I", "g", "$d", "+", "+", "{id}", "{cn}", "{ou}", "{group}", "{image}"])
            .Where(p => PatternParser.Parse(p, out _) is not null);

    private static readonly Gen<string> AnyFilter = Levels(["a", "I", "g", "$d", "+", "+"]);

    private static readonly Gen<(string pattern, string filter, int peer)> AnyPatternFilterAndPeer =
        from pattern in AnyPattern from filter in AnyFilter from peer in AnyPeer select (pattern, filter, peer);

    private static readonly Gen<string[]> AnyTopic = Gen.Elements(NaivePolicy.World);

    [Fact]
    public void Pattern_onRandomTopics_matchesAsTheNaiveOne() =>
        Hold(from pattern in AnyPattern from topic in AnyTopic from peer in AnyPeer select (pattern, topic, peer), x =>
            Pattern(x.pattern).Matches(Utf8(string.Join('/', x.topic)), Peers[x.peer])
                == NaivePolicy.Matches(x.pattern, x.topic, Plain[x.peer]));

    [Fact]
    public void Covers_onRandomFilters_agreesWithTryingEveryTopic() =>
        Hold(AnyPatternFilterAndPeer, x =>
            Pattern(x.pattern).Covers(Utf8(x.filter), Peers[x.peer])
                == NaivePolicy.Covers(x.pattern, x.filter, Plain[x.peer]));

    [Fact]
    public void Intersects_onRandomFilters_agreesWithTryingEveryTopic() =>
        Hold(AnyPatternFilterAndPeer, x =>
            Pattern(x.pattern).Intersects(Utf8(x.filter), Peers[x.peer])
                == NaivePolicy.Intersects(x.pattern, x.filter, Plain[x.peer]));

    [Fact]
    public void Covers_everyPairOfShortFilters_agreesWithTryingEveryTopic()
    {
        string[] filters = [.. AllFilters(3)];
        Assert.True(filters.Length > 50);
        bool[][] reached = [.. filters.Select(f =>
            NaivePolicy.World.Select(t => NaivePolicy.Matches(f, t, null)).ToArray())];
        for (int i = 0; i < filters.Length; i++)
        {
            for (int j = 0; j < filters.Length; j++)
            {
                string pair = $"{filters[i]} and {filters[j]}";
                TopicPattern pattern = Pattern(filters[i]);
                bool covers = reached[i].Zip(reached[j]).All(topic => topic.First || !topic.Second);
                bool meets = reached[i].Zip(reached[j]).Any(topic => topic.First && topic.Second);
                Assert.True(covers == pattern.Covers(Utf8(filters[j]), Peers[0]), pair);
                Assert.True(covers == pattern.Covers(Pattern(filters[j])), pair);
                Assert.True(meets == pattern.Intersects(Utf8(filters[j]), Peers[0]), pair);
            }
        }
    }

    [Fact]
    public void Pattern_thatCoversAnother_matchesAllThatItMatches() =>
        Hold(from wide in AnyPattern from narrow in AnyPattern from topic in AnyTopic from peer in AnyPeer
             select (wide, narrow, topic, peer), x =>
            !Pattern(x.wide).Covers(Pattern(x.narrow))
            || !Pattern(x.narrow).Matches(Utf8(string.Join('/', x.topic)), Peers[x.peer])
            || Pattern(x.wide).Matches(Utf8(string.Join('/', x.topic)), Peers[x.peer]));

    [Fact]
    public void Policy_onRandomRules_decidesPublishAndDeliveryAsTheNaiveOne() =>
        Hold(from rules in AnyRules from topic in AnyTopic from peer in AnyPeer select (rules, topic, peer), x =>
        {
            AccessPolicy policy = Parse(x.rules);
            TopicName topic = TopicName.Parse(string.Join('/', x.topic));
            PeerAttributes peer = Plain[x.peer];
            return Same(policy.JudgePublish(Peers[x.peer], topic), x.rules.Where(r => r.Publish), peer,
                    r => NaivePolicy.Matches(r.Pattern, x.topic, peer))
                && Same(policy.JudgeDelivery(Peers[x.peer], topic), x.rules.Where(r => !r.Publish), peer,
                    r => NaivePolicy.Matches(r.Pattern, x.topic, peer));
        });

    [Fact]
    public void Policy_onRandomRules_decidesSubscribeAsTheNaiveOne() =>
        Hold(from rules in AnyRules from filter in AnyFilter from peer in AnyPeer select (rules, filter, peer), x =>
        {
            PeerAttributes peer = Plain[x.peer];
            bool wild = x.filter.AsSpan().ContainsAny('+', '#');
            bool Decides(NaivePolicy.Rule r) => r.Deny
                ? NaivePolicy.Intersects(r.Pattern, x.filter, peer)
                : NaivePolicy.Covers(r.Pattern, x.filter, peer) && !(r.Exact && wild);
            AccessPolicy policy = Parse(x.rules);
            return new[] { x.filter, "$share/s/" + x.filter }.All(filter => Same(
                policy.JudgeSubscribe(Peers[x.peer], TopicFilter.Parse(filter)),
                x.rules.Where(r => !r.Publish), peer, Decides));
        });

    private static Gen<NaivePolicy.Rule[]> AnyRules =>
        (from subject in Gen.Elements(
            "device", "device I", "device in group g", "service:I", "operator", "group g", "ou g", "service")
         from deny in Gen.Elements(true, false, false)
         from publish in Gen.Elements(true, false)
         from exact in Gen.Elements(true, false)
         from pattern in AnyPattern
         select new NaivePolicy.Rule(0, subject, deny, publish, exact && !deny && !publish, pattern))
        .ArrayOf()
        .Select(rules => rules.Select((r, i) => r with { Line = (2 * i) + 2 }).ToArray());

    private static bool Same(
        Decision decision,
        IEnumerable<NaivePolicy.Rule> rules,
        PeerAttributes peer,
        Func<NaivePolicy.Rule, bool> decides)
    {
        NaivePolicy.Rule? deciding = rules
            .Where(r => NaivePolicy.Concerns(r.Subject, peer) && decides(r))
            .OrderBy(r => r.Deny ? 0 : 1).ThenBy(r => r.Line)
            .FirstOrDefault();
        return decision.Allowed == (deciding is { Deny: false }) && decision.Line == (deciding?.Line ?? 0);
    }

    private static AccessPolicy Parse(NaivePolicy.Rule[] rules)
    {
        StringBuilder text = new();
        foreach (NaivePolicy.Rule rule in rules)
        {
            text.Append("for ").Append(rule.Subject).Append("\n  ").Append(rule.Text).Append('\n');
        }

        PolicyParseResult result = AccessPolicy.Parse(text.ToString(), "random");
        Assert.Empty(result.Errors);
        return result.Policy!;
    }

    private static PeerAttributes Plainly(PeerAttributes peer)
    {
        static bool Usable(string? v) => !string.IsNullOrEmpty(v) && !v.AsSpan().ContainsAny('/', '+', '#');
        return peer with
        {
            OrganizationalUnit = Usable(peer.OrganizationalUnit) ? peer.OrganizationalUnit : null,
            Groups = peer.Groups.Where(Usable).ToFrozenSet(),
            Images = peer.Images.Where(Usable).ToFrozenSet(),
        };
    }

    private static Gen<string> Levels(string[] words) =>
        from head in Gen.Elements(words).ArrayOf()
        where head.Length <= 3
        from hash in Gen.Elements(true, false, false)
        where head.Length > 0 || hash
        select string.Join('/', hash ? [.. head.Take(2), "#"] : head);

    private static IEnumerable<string> AllFilters(int depth)
    {
        string[] words = ["a", "$d", "+", "#"];
        return depth == 1
            ? words
            : AllFilters(depth - 1).SelectMany(head => head.EndsWith('#')
                ? (string[])[head]
                : [head, .. words.Select(w => head + "/" + w)]).Distinct();
    }

    private static TopicPattern Pattern(string text) => PatternParser.Parse(text, out _)!;

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static FrozenSet<string> Set(params string[] values) => values.ToFrozenSet();

    private static void Hold<T>(Gen<T> cases, Func<T, bool> holds) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(Arb.From(cases), holds));
}
