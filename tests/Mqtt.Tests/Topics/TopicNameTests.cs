using System.Text;
using Garita.Mqtt.Topics;

namespace Garita.Mqtt.Tests.Topics;

public sealed class TopicNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("/")]
    [InlineData("a//b")]
    [InlineData("$SYS/x")]
    [InlineData("\uFEFFa")]
    [InlineData("😀/x")]
    public void Name_is_parsed_and_kept(string text)
    {
        Assert.True(TopicName.TryParse(text, out var name));
        Assert.Equal(Encoding.UTF8.GetBytes(text), name.Utf8.ToArray());
        Assert.True(TopicName.TryParse(Encoding.UTF8.GetBytes(text), out var same));
        Assert.Equal(text, same.Text);
        Assert.Equal(name, same);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/+")]
    [InlineData("#")]
    [InlineData("a\0")]
    public void Name_against_the_standard_is_refused(string text) => Assert.False(TopicName.TryParse(text, out _));

    [Fact]
    public void String_with_an_unpaired_surrogate_is_refused()
    {
        Assert.False(TopicName.TryParse("\uDC00x", out _));
        Assert.False(TopicName.TryParse("x\uD800", out _));
        Assert.False(TopicFilter.TryParse("x/\uD800/+", out _));
    }

    [Fact]
    public void Name_of_65535_bytes_is_the_longest()
    {
        Assert.True(TopicName.TryParse(new string('a', 65_535), out _));
        Assert.False(TopicName.TryParse(new string('a', 65_536), out _));
        Assert.False(TopicName.TryParse(new string('ä', 40_000), out _));
    }

    [Theory]
    [InlineData("a", new[] { "a" })]
    [InlineData("/", new[] { "", "" })]
    [InlineData("a//b/", new[] { "a", "", "b", "" })]
    public void Levels_are_walked_in_order(string text, string[] expected)
    {
        var name = TopicName.Parse(text);
        List<string> found = [];
        foreach (var level in name.Levels)
        {
            found.Add(Encoding.UTF8.GetString(level));
        }

        Assert.Equal(expected, found);
        Assert.Equal(expected.Length, name.LevelCount);
        Assert.Equal(expected.Contains(""), name.HasEmptyLevel);
    }

    [Fact]
    public void Received_bytes_find_a_name_without_allocating_one()
    {
        var known = new Dictionary<TopicName, int>(TopicNameComparer.Instance) { [TopicName.Parse("a/b")] = 7 };
        var lookup = known.GetAlternateLookup<ReadOnlySpan<byte>>();
        Assert.Equal(7, lookup["a/b"u8]);
        Assert.False(lookup.ContainsKey("a/c"u8));
        lookup["a/c"u8] = 8;
        Assert.Equal(8, known[TopicName.Parse("a/c")]);

        var levels = new Dictionary<byte[], int>(Utf8Comparer.Instance) { ["x"u8.ToArray()] = 1 };
        Assert.True(levels.GetAlternateLookup<ReadOnlySpan<byte>>().ContainsKey("x"u8));
    }

    [Fact]
    public void Parse_of_a_wrong_name_is_our_bug()
    {
        Assert.Throws<FormatException>(() => TopicName.Parse("a/#"));
        Assert.Throws<FormatException>(() => TopicNameComparer.Instance.Create("#"u8));
    }
}
