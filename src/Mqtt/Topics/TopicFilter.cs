using System.Diagnostics.CodeAnalysis;
using System.Text;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Topics;

/// <summary>
/// What a subscription matches (MQTT 5, 4.7 and 4.8): levels, <c>+</c> for one of them, <c>#</c> for the rest, with
/// <c>$share/{name}/</c> before it for a shared subscription. Parsed once; keeps bytes and string.
/// </summary>
public sealed class TopicFilter : IEquatable<TopicFilter>
{
    private readonly byte[] _utf8;
    private readonly int _patternStart;
    private readonly int _hash;
    private string? _text;

    private TopicFilter(byte[] utf8, int patternStart, string? text)
    {
        _utf8 = utf8;
        _patternStart = patternStart;
        _text = text;
        _hash = Utf8Comparer.HashOf(utf8);
        HasWildcard = Pattern.ContainsAny((byte)'+', (byte)'#');
    }

    /// <summary>The whole filter as it goes on the wire, without its length prefix.</summary>
    public ReadOnlySpan<byte> Utf8 => _utf8;

    /// <summary>The filter as a string.</summary>
    public string Text => _text ??= Encoding.UTF8.GetString(_utf8);

    /// <summary>What is matched against topics: the filter without <c>$share/{name}/</c>.</summary>
    public ReadOnlySpan<byte> Pattern => _utf8.AsSpan(_patternStart);

    /// <summary>The parts of <see cref="Pattern"/> between slashes.</summary>
    public TopicLevels Levels => new(Pattern);

    /// <summary>How many levels <see cref="Pattern"/> has; at least 1.</summary>
    public int LevelCount => Pattern.Count((byte)'/') + 1;

    /// <summary>Whether it is a shared subscription.</summary>
    public bool IsShared => _patternStart > 0;

    /// <summary>The share name; empty when not shared.</summary>
    public ReadOnlySpan<byte> ShareNameUtf8 =>
        IsShared ? _utf8.AsSpan(SharePrefix.Length, _patternStart - SharePrefix.Length - 1) : default;

    /// <summary>The share name; null when not shared.</summary>
    public string? ShareName => IsShared ? Encoding.UTF8.GetString(ShareNameUtf8) : null;

    /// <summary>Whether there is a <c>+</c> or <c>#</c>; without one the pattern matches exactly one topic.</summary>
    public bool HasWildcard { get; }

    /// <summary>Whether it ends in <c>#</c>.</summary>
    public bool IsMultiLevel => _utf8[^1] == '#';

    /// <summary>Whether the pattern starts with <c>$</c>.</summary>
    public bool IsDollar => Pattern[0] == '$';

    /// <summary>Whether a level of the pattern is empty.</summary>
    public bool HasEmptyLevel => LevelRules.HasEmptyLevel(Pattern);

    private static ReadOnlySpan<byte> SharePrefix => "$share/"u8;

    /// <summary>Copies the bytes into a filter, when they are one.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out TopicFilter? filter)
    {
        filter = IsValid(utf8, out int start) ? new TopicFilter(utf8.ToArray(), start, null) : null;
        return filter is not null;
    }

    /// <summary>Parses a string; one with unpaired surrogates is refused.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TopicFilter? filter)
    {
        filter = null;
        if (LevelRules.TryEncode(text, out byte[] utf8) && IsValid(utf8, out int start))
        {
            filter = new TopicFilter(utf8, start, text);
        }

        return filter is not null;
    }

    /// <summary>A filter known to be right, such as a constant.</summary>
    /// <exception cref="FormatException">It is not a topic filter.</exception>
    public static TopicFilter Parse(string text) =>
        TryParse(text, out var filter) ? filter : throw new FormatException("Not a topic filter.");

    /// <summary>Whether a message on the topic reaches this subscription (MQTT 5, 4.7.1 and 4.7.2).</summary>
    public bool Matches(TopicName topic) => LevelRules.Matches(Pattern, topic.Utf8);

    /// <summary>The same for the bytes of a topic name that was checked.</summary>
    public bool Matches(ReadOnlySpan<byte> topic) => !topic.IsEmpty && LevelRules.Matches(Pattern, topic);

    /// <summary>
    /// Whether every topic that <paramref name="other"/> matches is matched by this filter too. Shared filters are
    /// judged by what they share.
    /// </summary>
    public bool Covers(TopicFilter other) => LevelRules.Covers(Pattern, other.Pattern);

    /// <inheritdoc/>
    public bool Equals(TopicFilter? other) =>
        other is not null && _hash == other._hash && Utf8.SequenceEqual(other._utf8);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TopicFilter);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static bool IsValid(ReadOnlySpan<byte> utf8, out int patternStart)
    {
        patternStart = 0;
        return utf8.Length is > 0 and <= PacketLimits.MaxFieldLength // [MQTT-4.7.3-1], [MQTT-4.7.3-3]
            && TryFindPattern(utf8, out patternStart)
            && LevelRules.WildcardsAreWellPlaced(utf8[patternStart..])
            && Utf8Text.IsWellFormed(utf8);
    }

    private static bool TryFindPattern(ReadOnlySpan<byte> utf8, out int start)
    {
        start = 0;
        if (!utf8.StartsWith(SharePrefix))
        {
            return !utf8.SequenceEqual(SharePrefix[..^1]);
        }

        // [MQTT-4.8.2-1], [MQTT-4.8.2-2]: a name of one character or more without wildcards, a slash, a filter.
        var rest = utf8[SharePrefix.Length..];
        int end = rest.IndexOf((byte)'/');
        if (end < 1 || end == rest.Length - 1 || rest[..end].ContainsAny((byte)'+', (byte)'#'))
        {
            return false;
        }

        start = SharePrefix.Length + end + 1;
        return true;
    }
}
