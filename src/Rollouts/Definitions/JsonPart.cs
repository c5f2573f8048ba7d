using System.Text;
using System.Text.Json;

namespace Garita.Rollouts.Definitions;

/// <summary>One value of a JSON text with the line it begins on.</summary>
internal sealed record JsonPart(JsonTokenType Kind, int Line)
{
    /// <summary>Of a text, what it says; of a number, how it is written.</summary>
    public string Text { get; init; } = "";

    public IReadOnlyList<JsonPart> Items { get; init; } = [];

    public IReadOnlyDictionary<string, JsonPart> Members { get; init; } = new Dictionary<string, JsonPart>();

    /// <summary>Reads a whole text; null with where and why.</summary>
    public static JsonPart? Read(ReadOnlySpan<byte> text, int maxDepth, out DefinitionError? error)
    {
        // Refused names and texts: what is not UTF-8 becomes replacement characters in one reader and not in another.
        Utf8JsonReader reader = new(text, new JsonReaderOptions { MaxDepth = maxDepth });
        List<DefinitionError> found = [];
        JsonPart? root = null;
        try
        {
            reader.Read();
            root = Next(ref reader, text, found);
            while (reader.Read())
            {
                // Only whitespace may follow; anything else throws.
            }
        }
        catch (JsonException wrong)
        {
            found.Insert(0, new DefinitionError((int)(wrong.LineNumber ?? 0) + 1,
                "this is not JSON: " + Shorten(wrong)));
        }
        catch (InvalidOperationException)
        {
            found.Insert(0, new DefinitionError(LineAt(text, (int)reader.TokenStartIndex), "a text is not UTF-8"));
        }

        error = found.Count > 0 ? found[0] : null;
        return error is null ? root : null;
    }

    private static string Shorten(JsonException wrong)
    {
        int end = wrong.Message.IndexOf(" LineNumber", StringComparison.Ordinal);
        return end < 0 ? wrong.Message : wrong.Message[..end];
    }

    private static JsonPart Next(ref Utf8JsonReader reader, ReadOnlySpan<byte> text, List<DefinitionError> found)
    {
        JsonPart part = new(reader.TokenType, LineAt(text, (int)reader.TokenStartIndex));
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => part with { Members = ReadMembers(ref reader, text, found) },
            JsonTokenType.StartArray => part with { Items = ReadItems(ref reader, text, found) },
            JsonTokenType.String => part with { Text = reader.GetString()! },
            JsonTokenType.Number => part with { Text = Encoding.ASCII.GetString(reader.ValueSpan) },
            _ => part,
        };
    }

    private static Dictionary<string, JsonPart> ReadMembers(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> text, List<DefinitionError> found)
    {
        Dictionary<string, JsonPart> members = new(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = reader.GetString()!;
            int line = LineAt(text, (int)reader.TokenStartIndex);
            reader.Read();
            if (!members.TryAdd(name, Next(ref reader, text, found)))
            {
                found.Add(new DefinitionError(line, $"'{name}' is there twice"));
            }
        }

        return members;
    }

    private static List<JsonPart> ReadItems(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> text, List<DefinitionError> found)
    {
        List<JsonPart> items = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Next(ref reader, text, found));
        }

        return items;
    }

    private static int LineAt(ReadOnlySpan<byte> text, int offset) => text[..offset].Count((byte)'\n') + 1;
}
