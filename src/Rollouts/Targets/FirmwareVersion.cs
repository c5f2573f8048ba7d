using System.Globalization;

namespace Garita.Rollouts.Targets;

/// <summary>
/// The order of versions: numbers between dots, compared as numbers, missing ones zero; then a suffix.
/// </summary>
internal static class FirmwareVersion
{
    private const int MaxParts = 6;

    /// <summary>Below, at or above zero; null where either is not a version.</summary>
    public static int? Compare(string? left, string right)
    {
        Span<uint> one = stackalloc uint[MaxParts];
        Span<uint> other = stackalloc uint[MaxParts];
        if (left is null || !TryRead(left, one, out ReadOnlySpan<char> suffix)
            || !TryRead(right, other, out ReadOnlySpan<char> otherSuffix))
        {
            return null;
        }

        int numbers = one.SequenceCompareTo(other);
        return numbers != 0 ? numbers : CompareSuffix(suffix, otherSuffix);
    }

    public static bool IsVersion(string text)
    {
        Span<uint> parts = stackalloc uint[MaxParts];
        return TryRead(text, parts, out _);
    }

    // What has a suffix comes before the version without one, as a candidate does (semver.org 11).
    private static int CompareSuffix(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        (left.IsEmpty, right.IsEmpty) switch
        {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => -1,
            (false, false) => left.SequenceCompareTo(right),
        };

    private static bool TryRead(string text, Span<uint> parts, out ReadOnlySpan<char> suffix)
    {
        parts.Clear();
        int cut = text.AsSpan().IndexOfAny('-', '+');
        ReadOnlySpan<char> numbers = cut < 0 ? text : text.AsSpan(0, cut);
        suffix = cut < 0 ? [] : text.AsSpan(cut + 1);
        int count = 0;
        foreach (Range range in numbers.Split('.'))
        {
            if (count == MaxParts
                || !uint.TryParse(numbers[range], NumberStyles.None, CultureInfo.InvariantCulture, out parts[count]))
            {
                return false;
            }

            count++;
        }

        return count > 0;
    }
}
