using System.Collections.Immutable;

namespace Garita.Rollouts.Targets;

/// <summary>
/// Recursive descent over <c>or</c>, <c>and</c>, <c>not</c>. Every method consumes what it understands or leaves an
/// error.
/// </summary>
internal sealed class TargetParser(string text)
{
    private static readonly string[] Words = ["and", "or", "not", "in", "all"];

    private readonly List<TargetToken> _tokens = [];
    private int _at;
    private int _comparisons;

    public TargetError? Error { get; private set; }

    private TargetToken Current => _tokens[_at];

    public TargetExpression? Parse()
    {
        List<TargetToken>? tokens = TargetToken.Cut(text, out TargetError? error);
        if (tokens is null)
        {
            Error = error;
            return null;
        }

        _tokens.AddRange(tokens);
        TargetExpression? root = ParseOr(0);
        return root is null || Current.IsEnd ? root : Fail($"'{Current.Text}' has no place here");
    }

    private TargetExpression? ParseOr(int depth) =>
        ParseList("or", () => ParseAnd(depth), parts => new TargetExpression.Or(parts));

    private TargetExpression? ParseAnd(int depth) =>
        ParseList("and", () => ParseNot(depth), parts => new TargetExpression.And(parts));

    private TargetExpression? ParseList(
        string word, Func<TargetExpression?> part, Func<ImmutableArray<TargetExpression>, TargetExpression> join)
    {
        List<TargetExpression> parts = [];
        do
        {
            if (part() is not { } parsed)
            {
                return null;
            }

            parts.Add(parsed);
        }
        while (Take(word));
        return parts.Count == 1 ? parts[0] : join([.. parts]);
    }

    private TargetExpression? ParseNot(int depth)
    {
        if (!Take("not"))
        {
            return ParsePrimary(depth);
        }

        return ParsePrimary(depth) is { } inner ? new TargetExpression.Not(inner) : null;
    }

    private TargetExpression? ParsePrimary(int depth)
    {
        if (Take("all"))
        {
            return new TargetExpression.All();
        }

        if (!Take("("))
        {
            return ParseComparison();
        }

        if (depth == TargetQuery.MaxDepth)
        {
            return Fail($"parentheses go {TargetQuery.MaxDepth} deep");
        }

        TargetExpression? inner = ParseOr(depth + 1);
        return inner is null || Take(")") ? inner : Fail("')' is missing");
    }

    private TargetExpression.Comparison? ParseComparison()
    {
        if (Field() is not { } field || Operator(field) is not { } operation || Values(operation) is not { } values)
        {
            return null;
        }

        if (++_comparisons > TargetQuery.MaxComparisons)
        {
            return Fail($"a target has at most {TargetQuery.MaxComparisons} comparisons");
        }

        bool isOrder = operation is TargetOperator.Less or TargetOperator.LessOrEqual
            or TargetOperator.Greater or TargetOperator.GreaterOrEqual;
        return isOrder && !FirmwareVersion.IsVersion(values.First())
            ? Fail($"'{values.First()}' is not a version like 1.4.0")
            : new TargetExpression.Comparison(field, operation, values);
    }

    private TargetField? Field()
    {
        TargetField? field = Current.Quoted ? null : Current.Text switch
        {
            "id" => TargetField.Id,
            "type" => TargetField.Type,
            "serial" => TargetField.Serial,
            "version" => TargetField.Version,
            "group" => TargetField.Group,
            _ => null,
        };
        if (field is null)
        {
            Fail("here goes one of: all, not, (, id, type, serial, version, group");
            return null;
        }

        _at++;
        return field;
    }

    private TargetOperator? Operator(TargetField field)
    {
        TargetOperator? found = Current.Quoted ? null : Current.Text switch
        {
            "=" => TargetOperator.Equal,
            "!=" => TargetOperator.NotEqual,
            "~" => TargetOperator.Begins,
            "in" => TargetOperator.In,
            "<" when field == TargetField.Version => TargetOperator.Less,
            "<=" when field == TargetField.Version => TargetOperator.LessOrEqual,
            ">" when field == TargetField.Version => TargetOperator.Greater,
            ">=" when field == TargetField.Version => TargetOperator.GreaterOrEqual,
            _ => null,
        };
        if (found is null)
        {
            Fail(field == TargetField.Version ? "here goes one of: = != ~ in < <= > >="
                : "here goes one of: = != ~ in");
            return null;
        }

        _at++;
        return found;
    }

    private ImmutableHashSet<string>? Values(TargetOperator operation)
    {
        if (operation != TargetOperator.In)
        {
            return Value() is { } single ? [single] : null;
        }

        if (!Take("("))
        {
            Fail("'in' wants ( … )");
            return null;
        }

        ImmutableHashSet<string>.Builder values = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        do
        {
            if (Value() is not { } value || values.Count == TargetQuery.MaxValues)
            {
                Error ??= new TargetError(Current.Column, $"'in' takes at most {TargetQuery.MaxValues} values");
                return null;
            }

            values.Add(value);
        }
        while (Take(","));
        if (Take(")"))
        {
            return values.ToImmutable();
        }

        Fail("')' or ',' is missing");
        return null;
    }

    private string? Value()
    {
        TargetToken token = Current;
        bool isWord = token.Text.Length > 0 && (char.IsAsciiLetterOrDigit(token.Text[0])
            || token.Text[0] is '-' or '_');
        if (token.IsEnd || (!token.Quoted && (!isWord || Words.Contains(token.Text))))
        {
            Fail("here goes a value");
            return null;
        }

        _at++;
        return token.Text;
    }

    private bool Take(string word)
    {
        bool taken = Current.Is(word);
        _at += taken ? 1 : 0;
        return taken;
    }

    private TargetExpression.Comparison? Fail(string message)
    {
        Error ??= new TargetError(Current.Column, message);
        return null;
    }
}
