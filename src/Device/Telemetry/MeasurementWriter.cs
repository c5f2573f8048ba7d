using System.Buffers;
using System.Formats.Cbor;
using System.Text.Json;

namespace Garita.Device.Telemetry;

/// <summary>Writes <c>{"value": …, "time": unix milliseconds, "unit": …}</c>.</summary>
internal static class MeasurementWriter
{
    private const string Value = "value";
    private const string Time = "time";
    private const string Unit = "unit";

    /// <summary>The payload of one measurement.</summary>
    public static byte[] Write(in Measurement measurement, DateTimeOffset recorded, TelemetryFormat format)
    {
        object value = measurement.Value.Content
            ?? throw new ArgumentException("The measurement has no value.", nameof(measurement));
        long time = (measurement.Time ?? recorded).ToUnixTimeMilliseconds();
        return format switch
        {
            TelemetryFormat.Json => Json(value, time, measurement.Unit),
            TelemetryFormat.Cbor => Cbor(value, time, measurement.Unit),
        };
    }

    private static byte[] Json(object value, long time, string? unit)
    {
        ArrayBufferWriter<byte> output = new();
        using Utf8JsonWriter json = new(output);
        json.WriteStartObject();
        switch (value)
        {
            case double number:
                json.WriteNumber(Value, number);
                break;
            case bool truth:
                json.WriteBoolean(Value, truth);
                break;
            case string text:
                json.WriteString(Value, text);
                break;
        }

        json.WriteNumber(Time, time);
        if (unit is not null)
        {
            json.WriteString(Unit, unit);
        }

        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Cbor(object value, long time, string? unit)
    {
        CborWriter cbor = new();
        cbor.WriteStartMap(unit is null ? 2 : 3);
        cbor.WriteTextString(Value);
        switch (value)
        {
            case double number:
                cbor.WriteDouble(number);
                break;
            case bool truth:
                cbor.WriteBoolean(truth);
                break;
            case string text:
                cbor.WriteTextString(text);
                break;
        }

        cbor.WriteTextString(Time);
        cbor.WriteInt64(time);
        if (unit is not null)
        {
            cbor.WriteTextString(Unit);
            cbor.WriteTextString(unit);
        }

        cbor.WriteEndMap();
        return cbor.Encode();
    }
}
