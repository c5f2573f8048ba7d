using System.Globalization;
using System.Text;

namespace Garita.Broker.Access.Parsing;

/// <summary>What may stand in a line at all.</summary>
internal static class LineText
{
    /// <summary>
    /// What is wrong with a line's length or characters, or null. Invisible characters are refused, so that what a
    /// person reads is what the policy says.
    /// </summary>
    public static string? Check(ReadOnlySpan<char> line)
    {
        if (line.Length > PolicyLimits.MaxLineLength)
        {
            return $"the line has {line.Length} characters: at most {PolicyLimits.MaxLineLength} are allowed";
        }

        foreach (Rune rune in line.EnumerateRunes())
        {
            if (!IsVisible(rune))
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"character U+{rune.Value:X4} is not allowed: only visible characters, blanks and tabs are");
            }
        }

        return null;
    }

    private static bool IsVisible(Rune rune) => rune.Value is ' ' or '\t'
        || (rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned));
}
