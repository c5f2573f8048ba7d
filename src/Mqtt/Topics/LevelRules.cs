using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Topics;

/// <summary>What names and filters have in common, and how they relate.</summary>
internal static class LevelRules
{
    public static bool TryEncode(string? text, out byte[] utf8)
    {
        utf8 = [];
        if (text is null || text.Length > PacketLimits.MaxFieldLength)
        {
            return false;
        }

        // A string with an unpaired surrogate has no UTF-8 form [MQTT-1.5.4-1].
        byte[] buffer = new byte[Encoding.UTF8.GetByteCount(text)];
        var result = Utf8.FromUtf16(text, buffer, out _, out int written, replaceInvalidSequences: false);
        utf8 = buffer;
        return result == OperationStatus.Done && written == buffer.Length;
    }

    public static bool HasEmptyLevel(ReadOnlySpan<byte> utf8) =>
        utf8[0] == '/' || utf8[^1] == '/' || utf8.IndexOf("//"u8) >= 0;

    /// <summary>
    /// [MQTT-4.7.1-1], [MQTT-4.7.1-2]: <c>#</c> alone in the last level, <c>+</c> alone in its level.
    /// </summary>
    public static bool WildcardsAreWellPlaced(ReadOnlySpan<byte> filter)
    {
        if (!filter.ContainsAny((byte)'+', (byte)'#'))
        {
            return true;
        }

        bool ended = false;
        foreach (var level in new TopicLevels(filter))
        {
            if (ended || (level.Length > 1 && level.ContainsAny((byte)'+', (byte)'#')))
            {
                return false;
            }

            ended = IsMulti(level);
        }

        return true;
    }

    public static bool IsMulti(ReadOnlySpan<byte> level) => level is [(byte)'#'];

    public static bool IsSingle(ReadOnlySpan<byte> level) => level is [(byte)'+'];

    public static bool Matches(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> topic)
    {
        // [MQTT-4.7.2-1]
        if (topic[0] == '$' && filter[0] is (byte)'+' or (byte)'#')
        {
            return false;
        }

        var wanted = new TopicLevels(filter);
        var levels = new TopicLevels(topic);
        while (wanted.MoveNext())
        {
            if (IsMulti(wanted.Current))
            {
                return true; // also the parent level itself, 4.7.1.2
            }

            if (!levels.MoveNext() || (!IsSingle(wanted.Current) && !wanted.Current.SequenceEqual(levels.Current)))
            {
                return false;
            }
        }

        return !levels.MoveNext();
    }

    /// <summary>
    /// Whether every topic matched by <paramref name="inner"/> is matched by <paramref name="outer"/>.
    /// </summary>
    public static bool Covers(ReadOnlySpan<byte> outer, ReadOnlySpan<byte> inner)
    {
        if (inner[0] == '$' && outer[0] is (byte)'+' or (byte)'#')
        {
            return false;
        }

        // Every topic has a first level, so "#" alone and "+/#" match the same topics; and none is empty, so that "/#"
        // does not match its parent level and is as good as "/+/#".
        var wide = new TopicLevels(outer);
        var narrow = new TopicLevels(
            IsMulti(inner) ? "+/#"u8 : inner.SequenceEqual("/#"u8) ? "/+/#"u8 : inner);
        while (wide.MoveNext())
        {
            if (IsMulti(wide.Current))
            {
                return true;
            }

            if (!narrow.MoveNext() || !CoversLevel(wide.Current, narrow.Current))
            {
                return false;
            }
        }

        return !narrow.MoveNext();
    }

    private static bool CoversLevel(ReadOnlySpan<byte> wide, ReadOnlySpan<byte> narrow) =>
        IsSingle(wide) ? !IsMulti(narrow) : wide.SequenceEqual(narrow);
}
