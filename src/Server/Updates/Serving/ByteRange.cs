using Microsoft.Net.Http.Headers;

namespace Garita.Server.Updates.Serving;

/// <summary>Which bytes of a resource a request asks for (RFC 9110 14).</summary>
/// <param name="First">The first.</param>
/// <param name="Length">How many.</param>
/// <param name="IsPart">Whether a range was asked for.</param>
internal readonly record struct ByteRange(long First, long Length, bool IsPart)
{
    /// <summary>
    /// Reads the header field; null where the resource has no such range, or more than one is asked for: several would
    /// let one request ask for everything many times.
    /// </summary>
    /// <param name="header">The field's value, or nothing.</param>
    /// <param name="total">Bytes of the resource, at least one.</param>
    public static ByteRange? TryRead(string? header, long total)
    {
        if (string.IsNullOrEmpty(header))
        {
            return new ByteRange(0, total, IsPart: false);
        }

        if (!RangeHeaderValue.TryParse(header, out RangeHeaderValue? parsed)
            || !parsed.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase)
            || parsed.Ranges.Count != 1)
        {
            return null;
        }

        RangeItemHeaderValue range = parsed.Ranges.Single();
        if (range.From is not { } from)
        {
            long last = Math.Min(range.To ?? 0, total); // the last so many bytes
            return last > 0 ? new ByteRange(total - last, last, IsPart: true) : null;
        }

        long end = Math.Min(range.To ?? long.MaxValue, total - 1);
        return from <= end ? new ByteRange(from, end - from + 1, IsPart: true) : null;
    }
}
