using System.Text;
using Garita.Broker.Access.Matching;

namespace Garita.Broker.Access.Parsing;

/// <summary>
/// Reads a pattern: levels of a topic, wildcards as in a filter, and variables that each stand for a whole level.
/// </summary>
internal static class PatternParser
{
    private static readonly string[] Names = ["id", "cn", "ou", "group", "image"];

    /// <summary>
    /// Reads a pattern; on failure <paramref name="error"/> names the offending level and what was expected.
    /// </summary>
    public static TopicPattern? Parse(string text, out string? error)
    {
        string[] parts = text.Split('/');
        PatternLevel[] levels = new PatternLevel[parts.Length];
        error = null;
        for (int i = 0; i < parts.Length && error is null; i++)
        {
            bool last = i == parts.Length - 1;
            error = ReadLevel(text, parts[i], last, out PatternLevelKind kind);
            levels[i] = new PatternLevel(kind, Encoding.UTF8.GetBytes(parts[i]));
        }

        error ??= CheckWhole(parts[0], levels);
        return error is null ? new TopicPattern(text, levels) : null;
    }

    private static string? ReadLevel(string pattern, string level, bool last, out PatternLevelKind kind)
    {
        kind = level switch
        {
            "+" => PatternLevelKind.AnyOne,
            "#" => PatternLevelKind.AnyRest,
            _ => PatternLevelKind.Literal,
        };
        return level switch
        {
            "" => $"'{pattern}' has an empty level: no topic with one is ever allowed",
            "+" => null,
            "#" => last ? null : $"'{pattern}': '#' must be the last level",
            ['{', .., '}'] => ReadVariable(level[1..^1], out kind),
            _ when level.AsSpan().IndexOfAny('+', '#') >= 0 => $"'{level}': '+' and '#' must be whole levels",
            _ when level.AsSpan().IndexOfAny('{', '}') >= 0 =>
                $"'{level}': a variable such as {{id}} must be a whole level, and braces mean nothing else",
            _ => null,
        };
    }

    private static string? ReadVariable(string name, out PatternLevelKind kind)
    {
        kind = name switch
        {
            "id" => PatternLevelKind.Id,
            "cn" => PatternLevelKind.CommonName,
            "ou" => PatternLevelKind.OrganizationalUnit,
            "group" => PatternLevelKind.Group,
            "image" => PatternLevelKind.Image,
            _ => PatternLevelKind.Literal,
        };
        return kind != PatternLevelKind.Literal
            ? null
            : $"'{{{name}}}' is not a variable: expected {{id}}, {{cn}}, {{ou}}, {{group}} or {{image}}"
                + Spelling.Hint(name, Names);
    }

    private static string? CheckWhole(string first, PatternLevel[] levels)
    {
        if (first is "$share" or "$queue")
        {
            return $"'{first}' is not part of a topic: a shared subscription is judged by the filter it shares";
        }

        // Two values of one variable in one pattern would raise the question whether both must be the same.
        return levels.Where(l => l.Kind is PatternLevelKind.Group or PatternLevelKind.Image)
            .GroupBy(l => l.Kind)
            .Where(g => g.Count() > 1)
            .Select(g => $"'{Encoding.UTF8.GetString(g.First().Utf8)}' may stand only once in a pattern")
            .FirstOrDefault();
    }
}
