using System.Text.Unicode;

namespace Garita.Mqtt.Topics;

/// <summary>The rules for every string on the wire (MQTT 5, 1.5.4).</summary>
public static class Utf8Text
{
    /// <summary>
    /// Whether the bytes are UTF-8 in its shortest form without surrogates [MQTT-1.5.4-1] and without U+0000
    /// [MQTT-1.5.4-2]. Control characters and non-characters are let through, as the standard permits.
    /// </summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> utf8) => !utf8.Contains((byte)0) && Utf8.IsValid(utf8);
}
