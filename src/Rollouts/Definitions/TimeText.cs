using System.Globalization;

namespace Garita.Rollouts.Definitions;

/// <summary>Spans of time in a definition: a whole number and one of <c>s m h d</c>.</summary>
internal static class TimeText
{
    private static readonly (char Unit, TimeSpan One)[] Units =
    [
        ('d', TimeSpan.FromDays(1)), ('h', TimeSpan.FromHours(1)), ('m', TimeSpan.FromMinutes(1)),
        ('s', TimeSpan.FromSeconds(1)),
    ];

    public static string Of(TimeSpan span)
    {
        (char unit, TimeSpan one) = Units.First(
            candidate => span.Ticks % candidate.One.Ticks == 0 || candidate.Unit == 's');
        return string.Create(CultureInfo.InvariantCulture, $"{(long)(span / one)}{unit}");
    }

    /// <summary>Null for anything but 0 to 99999 of a unit.</summary>
    public static TimeSpan? Read(string text)
    {
        bool shaped = text.Length is >= 2 and <= 6;
        TimeSpan one = shaped ? Units.FirstOrDefault(unit => unit.Unit == text[^1]).One : TimeSpan.Zero;
        return one > TimeSpan.Zero
            && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture,
                out int number)
            ? number * one
            : null;
    }
}
