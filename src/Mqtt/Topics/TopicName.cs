using System.Diagnostics.CodeAnalysis;
using System.Text;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Topics;

/// <summary>
/// Where a message is published (MQTT 5, 4.7): 1 to 65,535 bytes of well-formed UTF-8 without NUL and without
/// wildcards. Parsed once; keeps the bytes, and makes the string when it is first asked for.
/// </summary>
public sealed class TopicName : IEquatable<TopicName>
{
    private readonly byte[] _utf8;
    private readonly int _hash;
    private string? _text;

    private TopicName(byte[] utf8, string? text)
    {
        _utf8 = utf8;
        _text = text;
        _hash = Utf8Comparer.HashOf(utf8);
    }

    /// <summary>The name as it goes on the wire, without its length prefix.</summary>
    public ReadOnlySpan<byte> Utf8 => _utf8;

    /// <summary>The name as a string.</summary>
    public string Text => _text ??= Encoding.UTF8.GetString(_utf8);

    /// <summary>The parts between slashes.</summary>
    public TopicLevels Levels => new(_utf8);

    /// <summary>How many levels there are; at least 1.</summary>
    public int LevelCount => Utf8.Count((byte)'/') + 1;

    /// <summary>Whether it starts with <c>$</c>: never matched by a filter that starts with a wildcard.</summary>
    public bool IsDollar => _utf8[0] == '$';

    /// <summary>
    /// Whether a level is empty, as in <c>/a</c>, <c>a//b</c> and <c>a/</c>: legal, and often refused by rule.
    /// </summary>
    public bool HasEmptyLevel => LevelRules.HasEmptyLevel(_utf8);

    /// <summary>Whether the bytes are a topic name.</summary>
    public static bool IsValid(ReadOnlySpan<byte> utf8) =>
        utf8.Length is > 0 and <= PacketLimits.MaxFieldLength // [MQTT-4.7.3-1], [MQTT-4.7.3-3]
        && !utf8.ContainsAny((byte)'+', (byte)'#') // [MQTT-3.3.2-2]
        && Utf8Text.IsWellFormed(utf8);

    /// <summary>Copies the bytes into a name, when they are one.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out TopicName? name)
    {
        name = IsValid(utf8) ? new TopicName(utf8.ToArray(), null) : null;
        return name is not null;
    }

    /// <summary>Parses a string; one with unpaired surrogates is refused.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TopicName? name)
    {
        name = null;
        if (LevelRules.TryEncode(text, out byte[] utf8) && IsValid(utf8))
        {
            name = new TopicName(utf8, text);
        }

        return name is not null;
    }

    /// <summary>A name known to be right, such as a constant.</summary>
    /// <exception cref="FormatException">It is not a topic name.</exception>
    public static TopicName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException("Not a topic name.");

    /// <summary>Copies bytes that a parser has checked.</summary>
    internal static TopicName FromChecked(ReadOnlySpan<byte> utf8) => new(utf8.ToArray(), null);

    /// <inheritdoc/>
    public bool Equals(TopicName? other) =>
        other is not null && _hash == other._hash && Utf8.SequenceEqual(other._utf8);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TopicName);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <inheritdoc/>
    public override string ToString() => Text;
}
