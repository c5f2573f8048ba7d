using System.Globalization;

namespace Garita.Cli.Output;

/// <summary>
/// Makes values fit for a terminal. Devices choose what they send, so control characters never reach it.
/// </summary>
public static class Printable
{
    private const int MaxLength = 200;

    /// <summary>
    /// The text with every control and formatting character shown as <c>?</c>, cut at 200 characters.
    /// </summary>
    public static string? Clean(string? text)
    {
        if (text is null)
        {
            return null;
        }

        string cut = text.Length > MaxLength ? text[..MaxLength] + "…" : text;
        return string.Concat(cut.Select(c => IsHarmless(c) ? c : '?'));
    }

    /// <summary>How long ago, in the largest unit that says it: <c>4s</c>, <c>12m</c>, <c>3h</c>, <c>9d</c>.</summary>
    public static string Ago(DateTimeOffset? moment, DateTimeOffset now)
    {
        if (moment is not { } then)
        {
            return "never";
        }

        TimeSpan age = now - then;
        return age switch
        {
            { TotalSeconds: < 1 } => "now",
            { TotalMinutes: < 1 } => Whole(age.TotalSeconds, "s"),
            { TotalHours: < 1 } => Whole(age.TotalMinutes, "m"),
            { TotalDays: < 1 } => Whole(age.TotalHours, "h"),
            _ => Whole(age.TotalDays, "d"),
        };
    }

    private static string Whole(double amount, string unit) =>
        Math.Floor(amount).ToString(CultureInfo.InvariantCulture) + unit;

    private static bool IsHarmless(char c) =>
        !char.IsControl(c) && char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse);
}
