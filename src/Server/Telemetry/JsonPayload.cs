using System.Text.Json;

namespace Garita.Server.Telemetry;

/// <summary>
/// A measurement in JSON (RFC 8259), strictly: no comments, no trailing commas, nothing after the end.
/// </summary>
internal static class JsonPayload
{
    public static TelemetryRefusal Read(ReadOnlySpan<byte> bytes, PayloadMembers members)
    {
        try
        {
            Utf8JsonReader reader = new(bytes, new JsonReaderOptions { MaxDepth = 1 });
            return ReadMap(ref reader, members);
        }
        catch (JsonException)
        {
            return TelemetryRefusal.Malformed;
        }
        catch (InvalidOperationException)
        {
            return TelemetryRefusal.Malformed; // an escape that is no character: half of a surrogate pair
        }
    }

    private static TelemetryRefusal ReadMap(ref Utf8JsonReader reader, PayloadMembers members)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return TelemetryRefusal.NotAMap;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            TelemetryRefusal refusal = members.Has(name) ? TelemetryRefusal.DuplicateMember : name switch
            {
                "value" => ReadValue(ref reader, members),
                "time" => ReadTime(ref reader, members),
                "unit" when reader.TokenType == JsonTokenType.String => members.Unit(reader.GetString()!),
                "unit" => TelemetryRefusal.BadUnit,
                _ => TelemetryRefusal.UnknownMember,
            };
            if (refusal != TelemetryRefusal.None)
            {
                return refusal;
            }
        }

        return reader.Read() ? TelemetryRefusal.Malformed : TelemetryRefusal.None;
    }

    private static TelemetryRefusal ReadValue(ref Utf8JsonReader reader, PayloadMembers members) =>
        reader.TokenType switch
        {
            JsonTokenType.Number when reader.TryGetDouble(out double number) => members.Number(number),
            JsonTokenType.True => members.Flag(true),
            JsonTokenType.False => members.Flag(false),
            JsonTokenType.String => members.Text(reader.GetString()!),
            _ => TelemetryRefusal.BadValue,
        };

    private static TelemetryRefusal ReadTime(ref Utf8JsonReader reader, PayloadMembers members) =>
        reader.TokenType switch
        {
            JsonTokenType.Number when reader.TryGetInt64(out long ms) => members.TimeMs(ms),
            JsonTokenType.String => members.TimeText(reader.GetString()!),
            _ => TelemetryRefusal.BadTime,
        };
}
