using System.Globalization;

namespace Garita.Server.Telemetry;

/// <summary>
/// Gathers the members of one payload, whichever encoding they came in, and holds them to the limits.
/// </summary>
internal sealed class PayloadMembers(TelemetryOptions options)
{
    private const long MaxTimeMs = 253_402_300_799_999; // 9999-12-31T23:59:59.999Z

    private MeasurementValue? _value;
    private DateTimeOffset? _time;
    private string? _unit;

    public TelemetryRefusal Number(double number)
    {
        _value = MeasurementValue.Of(number);
        return double.IsFinite(number) ? TelemetryRefusal.None : TelemetryRefusal.BadValue;
    }

    public TelemetryRefusal Flag(bool flag)
    {
        _value = MeasurementValue.Of(flag);
        return TelemetryRefusal.None;
    }

    public TelemetryRefusal Text(string text)
    {
        _value = MeasurementValue.Of(text);
        return text.Length <= options.MaxTextLength ? TelemetryRefusal.None : TelemetryRefusal.TextTooLong;
    }

    public TelemetryRefusal TimeMs(long ms)
    {
        if (ms is < 0 or > MaxTimeMs)
        {
            return TelemetryRefusal.BadTime;
        }

        _time = DateTimeOffset.FromUnixTimeMilliseconds(ms);
        return TelemetryRefusal.None;
    }

    public TelemetryRefusal TimeText(string text)
    {
        // RFC 3339 5.6 demands an offset; "K" alone would take a time without one.
        bool hasOffset = text.Length >= 20 && (text[^1] is 'Z' or 'z' || text[^6] is '+' or '-');
        bool valid = DateTimeOffset.TryParseExact(
            text.ToUpperInvariant(),
            ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset time);
        return hasOffset && valid ? TimeMs(time.ToUnixTimeMilliseconds()) : TelemetryRefusal.BadTime;
    }

    public TelemetryRefusal Unit(string text)
    {
        _unit = text;
        return text.Length >= 1 && text.Length <= options.MaxUnitLength && !text.Any(char.IsControl)
            ? TelemetryRefusal.None
            : TelemetryRefusal.BadUnit;
    }

    /// <summary>Whether a member was seen; asked before each, so that a second one is refused.</summary>
    public bool Has(string member) => member switch
    {
        "value" => _value is not null,
        "time" => _time is not null,
        "unit" => _unit is not null,
        _ => false,
    };

    public TelemetryRefusal Finish(out TelemetryPayload payload)
    {
        payload = _value is { } value ? new TelemetryPayload(value, _time, _unit) : default;
        return _value is null ? TelemetryRefusal.NoValue : TelemetryRefusal.None;
    }
}
