using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Garita.Mqtt.Topics;

namespace Garita.Mqtt.Tests.Topics;

public sealed class TopicFilterTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(5000);

    [Theory]
    [InlineData("sport/tennis/player1/#")]
    [InlineData("sport/#")]
    [InlineData("#")]
    [InlineData("+")]
    [InlineData("+/tennis/#")]
    [InlineData("sport/+/player1")]
    [InlineData("/")]
    [InlineData("/finance")]
    [InlineData("$SYS/#")]
    [InlineData("$share/consumer/sport/+")]
    [InlineData("$share/g//")]
    [InlineData("$sharex")]
    [InlineData("a b/ä")]
    public void Filter_of_the_standard_is_parsed(string text)
    {
        Assert.True(TopicFilter.TryParse(text, out var fromText));
        Assert.True(TopicFilter.TryParse(Encoding.UTF8.GetBytes(text), out var fromBytes));
        Assert.Equal(fromText, fromBytes);
        Assert.Equal(fromText.GetHashCode(), fromBytes.GetHashCode());
        Assert.Equal(text, fromBytes.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sport/tennis#")]
    [InlineData("sport/tennis/#/ranking")]
    [InlineData("##")]
    [InlineData("#/")]
    [InlineData("sport+")]
    [InlineData("+a/b")]
    [InlineData("a/++/b")]
    [InlineData("a/+#")]
    [InlineData("a\0b")]
    [InlineData("$share")]
    [InlineData("$share/")]
    [InlineData("$share/g")]
    [InlineData("$share/g/")]
    [InlineData("$share//a")]
    [InlineData("$share/+/a")]
    [InlineData("$share/g#/a")]
    [InlineData("$share/g/a+")]
    public void Filter_against_the_standard_is_refused(string text) =>
        Assert.False(TopicFilter.TryParse(text, out _));

    [Theory]
    [InlineData("C0AF")]
    [InlineData("EDA080")]
    [InlineData("F8888080")]
    [InlineData("61FF")]
    [InlineData("C2")]
    [InlineData("00")]
    public void Bytes_that_are_no_text_are_refused(string hex)
    {
        Assert.False(TopicFilter.TryParse(Convert.FromHexString(hex), out _));
        Assert.False(TopicName.TryParse(Convert.FromHexString(hex), out _));
    }

    [Theory]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true)]
    [InlineData("sport/#", "sport", true)]
    [InlineData("sport/+", "sport", false)]
    [InlineData("sport/+", "sport/", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1/ranking", false)]
    [InlineData("+/+", "/finance", true)]
    [InlineData("/+", "/finance", true)]
    [InlineData("+", "/finance", false)]
    [InlineData("#", "$SYS/monitor", false)]
    [InlineData("+/monitor/Clients", "$SYS/monitor/Clients", false)]
    [InlineData("$SYS/#", "$SYS/monitor", true)]
    [InlineData("$SYS/monitor/+", "$SYS/monitor/Clients", true)]
    [InlineData("a/#", "a/$SYS", true)]
    [InlineData("ACCOUNTS", "Accounts", false)]
    [InlineData("$share/g/a/+", "a/b", true)]
    [InlineData("$share/g/#", "$SYS/x", false)]
    public void Filter_matches_as_the_standard_says(string filter, string topic, bool expected) =>
        Assert.Equal(expected, TopicFilter.Parse(filter).Matches(TopicName.Parse(topic)));

    [Theory]
    [InlineData("#", "a/b", true)]
    [InlineData("#", "$SYS/a", false)]
    [InlineData("+/#", "#", true)]
    [InlineData("#", "+/#", true)]
    [InlineData("+/+/#", "#", false)]
    [InlineData("+/+/#", "/#", true)]
    [InlineData("+/+/+/#", "/#", false)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/+/#", true)]
    [InlineData("a/+/#", "a/#", false)]
    [InlineData("private/1/#", "private/+/x", false)]
    [InlineData("private/+/x", "private/1/x", true)]
    [InlineData("private/1/#", "#", false)]
    [InlineData("private/1/#", "private/1", true)]
    [InlineData("private/1/#", "private/11/a", false)]
    [InlineData("private/1/#", "$share/g/private/1/a", true)]
    [InlineData("private/1/#", "$share/private/1/private/2/a", false)]
    public void Filter_covers_no_more_than_it_matches(string outer, string inner, bool expected) =>
        Assert.Equal(expected, TopicFilter.Parse(outer).Covers(TopicFilter.Parse(inner)));

    [Fact]
    public void Covers_agrees_with_matching_every_short_topic()
    {
        // With a level that occurs in no filter, four levels tell every pair of filters of up to three levels apart.
        var paths = AllPaths(["", "a", "b", "$x", "fresh"], 4).Where(path => path.Length > 0);
        TopicName[] topics = [.. paths.Select(TopicName.Parse)];
        var filters = Filters().ToArbitrary();
        Prop.ForAll(filters, filters, (outer, inner) =>
        {
            bool every = topics.Where(inner.Matches).All(outer.Matches);
            return outer.Covers(inner) == every;
        }).Check(Thorough.WithMaxTest(2000));
    }

    [Fact]
    public void Matches_agrees_with_a_plain_reading_of_the_standard()
    {
        var topics = Levels(["", "a", "b", "$x"]).Where(t => t.Length > 0).Select(TopicName.Parse).ToArbitrary();
        Prop.ForAll(Filters().ToArbitrary(), topics, (filter, topic) =>
            filter.Matches(topic) == PlainlyMatches(filter.Text.Split('/'), topic.Text.Split('/'))).Check(Thorough);
    }

    [Fact]
    public void Any_string_that_parses_comes_back_unchanged()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            bool name = TopicName.TryParse(text, out var topic);
            bool filter = TopicFilter.TryParse(text, out var parsed);
            return (!name || (filter && topic!.Text == text && Encoding.UTF8.GetString(topic.Utf8) == text))
                && (!filter || parsed!.Text == text);
        }).Check(Thorough);
    }

    [Fact]
    public void Shared_filter_tells_its_name_and_what_it_shares()
    {
        var filter = TopicFilter.Parse("$share/group/a/+/#");
        Assert.True(filter.IsShared);
        Assert.Equal("group", filter.ShareName);
        Assert.Equal("a/+/#", Encoding.UTF8.GetString(filter.Pattern));
        Assert.Equal(3, filter.LevelCount);
        Assert.True(filter is { HasWildcard: true, IsMultiLevel: true, IsDollar: false, HasEmptyLevel: false });
        Assert.False(TopicFilter.Parse("a").IsShared);
        Assert.Null(TopicFilter.Parse("a").ShareName);
    }

    private static bool PlainlyMatches(string[] filter, string[] topic)
    {
        if (topic[0].StartsWith('$') && filter[0] is "+" or "#" && topic[0].StartsWith('$'))
        {
            return false;
        }

        if (filter[^1] == "#")
        {
            string[] head = filter[..^1];
            return topic.Length >= head.Length && head.Zip(topic).All(p => p.First == "+" || p.First == p.Second);
        }

        return filter.Length == topic.Length && filter.Zip(topic).All(p => p.First == "+" || p.First == p.Second);
    }

    private static Gen<TopicFilter> Filters() =>
        Levels(["", "a", "b", "$x", "+", "+", "#"])
            .Select(text => TopicFilter.TryParse(text, out var filter) ? filter : null)
            .Where(filter => filter is not null)
            .Select(filter => filter!);

    private static Gen<string> Levels(string[] alphabet) =>
        from count in Gen.Choose(1, 3)
        from levels in Gen.Elements(alphabet).ArrayOf(count)
        select string.Join('/', levels);

    private static IEnumerable<string> AllPaths(string[] alphabet, int depth)
    {
        IEnumerable<string> paths = alphabet;
        for (int level = 1; level < depth; level++)
        {
            paths = paths.Concat(paths.Where(p => p.Count(c => c == '/') == level - 1)
                .SelectMany(p => alphabet.Select(next => $"{p}/{next}"))).ToArray();
        }

        return paths;
    }
}
