namespace Garita.Server.Telemetry;

/// <summary>Why a payload is no measurement; a closed set, safe as a metric label.</summary>
public enum TelemetryRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>Longer than <see cref="TelemetryOptions.MaxPayloadBytes"/>.</summary>
    TooLarge,

    /// <summary>Neither JSON nor CBOR, cut short, or with bytes after its end.</summary>
    Malformed,

    /// <summary>Not a map.</summary>
    NotAMap,

    /// <summary>A member other than value, time and unit.</summary>
    UnknownMember,

    /// <summary>A member twice.</summary>
    DuplicateMember,

    /// <summary>No value.</summary>
    NoValue,

    /// <summary>The value is not a finite number, a boolean or a text.</summary>
    BadValue,

    /// <summary>The text is longer than <see cref="TelemetryOptions.MaxTextLength"/>.</summary>
    TextTooLong,

    /// <summary>The time is neither milliseconds since 1970 nor RFC 3339, or not between 1970 and 9999.</summary>
    BadTime,

    /// <summary>The unit is not a text, or longer than <see cref="TelemetryOptions.MaxUnitLength"/>.</summary>
    BadUnit,

    /// <summary>The series name is empty, too long or has control characters.</summary>
    BadSeries,

    /// <summary>The device already has <see cref="TelemetryOptions.MaxSeriesPerDevice"/> series.</summary>
    TooManySeries,

    /// <summary>The topic names a device that is not in the registry.</summary>
    UnknownDevice,
}
