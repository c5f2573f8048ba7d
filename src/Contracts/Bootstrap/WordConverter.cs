using System.Text.Json;
using System.Text.Json.Serialization;

namespace Garita.Contracts.Bootstrap;

/// <summary>
/// Reads and writes an enum by a closed list of words. The framework's own converter takes numbers, other cases and
/// lists as well.
/// </summary>
/// <typeparam name="T">The enum.</typeparam>
public abstract class WordConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    private readonly Dictionary<string, T> _values = new(StringComparer.Ordinal);
    private readonly Func<T, string> _word;

    private protected WordConverter(Func<T, string> word)
    {
        _word = word;
        foreach (T value in Enum.GetValues<T>())
        {
            _values.Add(word(value), value);
        }
    }

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && _values.TryGetValue(reader.GetString()!, out T value)
            ? value
            : throw new JsonException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(_word(value));
    }
}
