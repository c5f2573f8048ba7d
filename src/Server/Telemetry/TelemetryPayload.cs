namespace Garita.Server.Telemetry;

/// <summary>What a measurement's payload says: <c>{"value": …, "time": …, "unit": …}</c> in JSON or CBOR.</summary>
/// <param name="Value">The value.</param>
/// <param name="Time">By the device's clock; null where it said none.</param>
/// <param name="Unit">The unit, or null.</param>
public readonly record struct TelemetryPayload(MeasurementValue Value, DateTimeOffset? Time, string? Unit)
{
    /// <summary>
    /// Reads a payload. JSON starts with a brace or white space, a CBOR map with a byte from 0xA0 to 0xBF
    /// (RFC 8949 3.1), so the first byte tells them apart. Never throws, whatever the bytes are.
    /// </summary>
    public static TelemetryRefusal TryParse(
        ReadOnlyMemory<byte> bytes, TelemetryOptions options, out TelemetryPayload payload)
    {
        ArgumentNullException.ThrowIfNull(options);
        payload = default;
        if (bytes.Length > options.MaxPayloadBytes)
        {
            return TelemetryRefusal.TooLarge;
        }

        PayloadMembers members = new(options);
        TelemetryRefusal refusal = bytes.Span switch
        {
            [] => TelemetryRefusal.Malformed,
            [(byte)'{' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n', ..] =>
                JsonPayload.Read(bytes.Span, members),
            [>= 0xA0 and <= 0xBF, ..] => CborPayload.Read(bytes, members),
            _ => TelemetryRefusal.NotAMap,
        };
        return refusal != TelemetryRefusal.None ? refusal : members.Finish(out payload);
    }
}
