using System.Globalization;
using System.Text.Json;

namespace Garita.Server.Telemetry;

/// <summary>A measured value: a number, a boolean or a text.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Number">The number; 1 or 0 for a boolean.</param>
/// <param name="Text">The text; null for the others.</param>
public readonly record struct MeasurementValue(MeasurementKind Kind, double Number, string? Text)
{
    /// <summary>A number.</summary>
    public static MeasurementValue Of(double number) => new(MeasurementKind.Number, number, null);

    /// <summary>A boolean.</summary>
    public static MeasurementValue Of(bool flag) => new(MeasurementKind.Flag, flag ? 1 : 0, null);

    /// <summary>A text.</summary>
    public static MeasurementValue Of(string text) => new(MeasurementKind.Text, 0, text);

    /// <summary>The value as JSON.</summary>
    public JsonElement ToJson() => Kind switch
    {
        MeasurementKind.Number => JsonElement.Parse(Number.ToString("R", CultureInfo.InvariantCulture)),
        MeasurementKind.Flag => JsonElement.Parse(Number != 0 ? "true" : "false"),
        MeasurementKind.Text => JsonElement.Parse(JsonSerializer.SerializeToUtf8Bytes(Text, TextJson.Default.String)),
    };
}
