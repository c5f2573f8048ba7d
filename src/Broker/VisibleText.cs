using System.Buffers;
using System.Globalization;
using System.Text;

namespace Garita.Broker;

/// <summary>
/// Text that shows what it is: no control characters, no line breaks of any kind, no marks that reorder what a person
/// reads. A client chooses its topics, and they end up in logs, tables and terminals.
/// </summary>
internal static class VisibleText
{
    /// <summary>The most of a client's words that one log line shows; longer than any topic in use.</summary>
    private const int MaxLogged = 200;

    /// <summary>Whether well-formed UTF-8 is all visible. MQTT 5, 1.5.4 lets a receiver refuse the rest.</summary>
    public static bool IsVisible(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            return true;
        }

        while (Rune.DecodeFromUtf8(utf8, out Rune rune, out int taken) == OperationStatus.Done)
        {
            if (!IsVisible(rune))
            {
                return false;
            }

            utf8 = utf8[taken..];
        }

        return true;
    }

    /// <summary>As a log may show it: cut, and a question mark for what is not visible.</summary>
    public static string ForLog(string text)
    {
        StringBuilder shown = new(Math.Min(text.Length, MaxLogged) + 1);
        foreach (Rune rune in text.AsSpan(0, Math.Min(text.Length, MaxLogged)).EnumerateRunes())
        {
            shown.Append(IsVisible(rune) ? rune.ToString() : "?");
        }

        return text.Length > MaxLogged ? shown.Append("...").ToString() : shown.ToString();
    }

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator);
}
