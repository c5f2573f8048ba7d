using System.Globalization;
using System.Text.Json;

namespace Garita.Rollouts.Definitions;

/// <summary>
/// One object of a definition: every member is asked for once, and what was never asked for is an error.
/// </summary>
internal sealed class DefinitionFields(JsonPart part, string path, List<DefinitionError> errors)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public int Line => part.Line;

    public List<DefinitionError> Errors => errors;

    public string? Text(string name, bool required = false)
    {
        JsonPart? found = Find(name, required, "a text", JsonTokenType.String);
        return found?.Text;
    }

    public int LineOf(string name) => part.Members.TryGetValue(name, out JsonPart? found) ? found.Line : part.Line;

    public double? Share(string name, double otherwise)
    {
        JsonPart? found = Find(name, false, "a number", JsonTokenType.Number);
        if (found is null)
        {
            return otherwise;
        }

        double value = double.Parse(found.Text, CultureInfo.InvariantCulture);
        return value > 0 && value < 1 ? value : Wrong<double?>(name, "goes from above 0 to below 1");
    }

    public double? Positive(string name)
    {
        JsonPart? found = Find(name, true, "a number", JsonTokenType.Number);
        double value = found is null ? 1 : double.Parse(found.Text, CultureInfo.InvariantCulture);
        return value > 0 && double.IsFinite(value) ? value : Wrong<double?>(name, "goes from above 0");
    }

    public long? Whole(string name, long least, long most)
    {
        JsonPart? found = Find(name, false, "a number", JsonTokenType.Number);
        if (found is null)
        {
            return null;
        }

        bool whole = long.TryParse(found.Text, NumberStyles.None, CultureInfo.InvariantCulture, out long value);
        return whole && value >= least && value <= most
            ? value
            : Wrong<long?>(name, string.Create(CultureInfo.InvariantCulture,
                $"goes from {least} to {most}, without a point"));
    }

    public decimal? Percent(string name)
    {
        JsonPart? found = Find(name, false, "a number", JsonTokenType.Number);
        if (found is null)
        {
            return null;
        }

        bool exact = decimal.TryParse(found.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value);
        return exact && value is > 0 and <= 100 && decimal.Round(value, 4) == value
            ? value
            : Wrong<decimal?>(name, "goes from above 0 to 100, with at most four digits after the point");
    }

    public bool? Flag(string name)
    {
        JsonPart? found = Find(name, false, "true or false", JsonTokenType.True, JsonTokenType.False);
        return found is null ? null : found.Kind == JsonTokenType.True;
    }

    public TimeSpan? Span(string name, TimeSpan least, TimeSpan most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return TimeText.Read(text) is { } span && span >= least && span <= most
            ? span
            : Wrong<TimeSpan?>(name,
                $"goes from {TimeText.Of(least)} to {TimeText.Of(most)}: a number and s, m, h or d");
    }

    public T? Word<T>(string name, params (string Word, T Value)[] words)
        where T : struct
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        foreach ((string word, T value) in words)
        {
            if (word == text)
            {
                return value;
            }
        }

        return Wrong<T?>(name, "is one of: " + string.Join(", ", words.Select(word => word.Word)));
    }

    public DefinitionFields Object(string name) =>
        new(Find(name, false, "an object", JsonTokenType.StartObject) ?? new JsonPart(JsonTokenType.StartObject, Line),
            Path(name), errors);

    public IReadOnlyList<JsonPart> List(string name, int most, bool required = false)
    {
        IReadOnlyList<JsonPart> items = Find(name, required, "a list", JsonTokenType.StartArray)?.Items ?? [];
        return items.Count <= most ? items : Wrong<JsonPart[]>(name, $"has at most {most} entries") ?? [];
    }

    public IEnumerable<(string Name, DefinitionFields Fields)> Objects(string name, int most, bool required = false)
    {
        IReadOnlyList<JsonPart> items = List(name, most, required);
        for (int i = 0; i < items.Count; i++)
        {
            string at = string.Create(CultureInfo.InvariantCulture, $"{Path(name)}[{i}]");
            if (items[i].Kind == JsonTokenType.StartObject)
            {
                yield return (at, new DefinitionFields(items[i], at, errors));
            }
            else
            {
                errors.Add(new DefinitionError(items[i].Line, $"'{at}' is an object"));
            }
        }
    }

    public List<string> Texts(string name, int most, int longest)
    {
        List<string> texts = [];
        foreach (JsonPart item in List(name, most))
        {
            if (item.Kind == JsonTokenType.String && item.Text.Length >= 1 && item.Text.Length <= longest)
            {
                texts.Add(item.Text);
            }
            else
            {
                errors.Add(new DefinitionError(item.Line, $"'{Path(name)}' holds texts of 1 to {longest} characters"));
            }
        }

        return texts;
    }

    /// <summary>Names of members that may be anything; for maps.</summary>
    public IReadOnlyList<string> Names()
    {
        string[] names = [.. part.Members.Keys];
        _known.UnionWith(names);
        return names;
    }

    /// <summary>Last: an error for every member that nobody asked for.</summary>
    public void RefuseOthers()
    {
        foreach ((string name, JsonPart found) in part.Members.Where(member => !_known.Contains(member.Key)))
        {
            errors.Add(new DefinitionError(found.Line, $"'{Path(name)}' is not known here"));
        }
    }

    public T? Wrong<T>(string name, string words)
    {
        errors.Add(new DefinitionError(LineOf(name), $"'{Path(name)}' {words}"));
        return default;
    }

    private string Path(string name) => path.Length == 0 ? name : path + "." + name;

    private JsonPart? Find(string name, bool required, string words, params JsonTokenType[] kinds)
    {
        _known.Add(name);
        if (!part.Members.TryGetValue(name, out JsonPart? found))
        {
            return required ? Wrong<JsonPart>(name, "is missing") : null;
        }

        return kinds.Contains(found.Kind) ? found : Wrong<JsonPart>(name, $"is {words}");
    }
}
