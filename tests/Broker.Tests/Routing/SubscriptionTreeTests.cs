using Garita.Broker.Routing;
using Garita.Contracts.Identities;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Tests.Routing;

public sealed class SubscriptionTreeTests
{
    private static readonly string[] Levels = ["a", "b", "c", "+"];

    [Fact]
    public void Tree_agrees_with_each_filter_asked_alone()
    {
        Random random = new(7);
        SubscriptionTree tree = new();
        Dictionary<string, NamedTaker> takers = [];
        for (int step = 0; step < 3_000; step++)
        {
            string filter = MakeFilter(random);
            if (takers.Remove(filter, out NamedTaker? taker))
            {
                Assert.True(tree.Remove(taker, TopicFilter.Parse(filter)));
            }
            else
            {
                taker = takers[filter] = new NamedTaker(filter);
                Assert.True(tree.Add(new Subscription(taker, TopicFilter.Parse(filter), QoS.AtMostOnce)));
            }

            TopicName topic = TopicName.Parse(MakeTopic(random));
            Assert.Equal(
                takers.Keys.Where(f => TopicFilter.Parse(f).Matches(topic)).Order(StringComparer.Ordinal),
                Match(tree, topic));
        }

        Assert.Equal(takers.Count, tree.Count);
    }

    [Fact]
    public void Dollar_topic_is_not_matched_by_a_leading_wildcard()
    {
        SubscriptionTree tree = new();
        tree.Add(new Subscription(new NamedTaker("#"), TopicFilter.Parse("#"), QoS.AtMostOnce));
        tree.Add(new Subscription(new NamedTaker("+/x"), TopicFilter.Parse("+/x"), QoS.AtMostOnce));

        Assert.Empty(Match(tree, TopicName.Parse("$SYS/x")));
    }

    [Fact]
    public void Adding_again_replaces()
    {
        SubscriptionTree tree = new();
        NamedTaker taker = new("t");

        Assert.True(tree.Add(new Subscription(taker, TopicFilter.Parse("a"), QoS.AtMostOnce)));
        Assert.False(tree.Add(new Subscription(taker, TopicFilter.Parse("a"), QoS.ExactlyOnce)));

        Assert.Equal(1, tree.Count);
    }

    private static string[] Match(SubscriptionTree tree, TopicName topic)
    {
        MatchList matches = MatchList.Rent();
        tree.Match(topic, matches);
        string[] found = [.. matches.Found.Select(s => s.Taker.ClientId).Order(StringComparer.Ordinal)];
        matches.Return();
        return found;
    }

    private static string MakeFilter(Random random)
    {
        string[] levels = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Levels[random.Next(4)])];
        return string.Join('/', levels) + (random.Next(4) == 0 ? "/#" : "");
    }

    private static string MakeTopic(Random random) =>
        string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Levels[random.Next(3)]));

    private sealed class NamedTaker(string name) : IMessageTaker
    {
        public PeerAttributes Attributes { get; } = PeerAttributes.Of(Identity.Device("A"));

        public string ClientId => name;

        public bool IsReachable => true;

        public ValueTask Take(Publication publication, in DeliveryTerms terms, ref FrameCache frames) =>
            ValueTask.CompletedTask;
    }
}
