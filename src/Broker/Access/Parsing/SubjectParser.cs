using Garita.Broker.Access.Matching;
using Garita.Contracts.Identities;

namespace Garita.Broker.Access.Parsing;

/// <summary>Reads what follows <c>for</c>.</summary>
internal static class SubjectParser
{
    private const string Expected =
        "'device', 'service', 'operator', 'service:NAME', 'operator:NAME', 'group NAME' or 'ou NAME'";

    private static readonly string[] Words = ["device", "service", "operator", "group", "ou"];

    /// <summary>
    /// Reads a subject; on failure <paramref name="error"/> names the offending word and what was expected.
    /// </summary>
    public static PolicySubject? Parse(ref WordReader words, out string? error)
    {
        if (words.AtEnd || !words.TryRead(out string first))
        {
            error = words.Error ?? $"expected {Expected} after 'for', found the end of the line";
            return null;
        }

        return first switch
        {
            "device" => OfKind(IdentityKind.Device, ref words, out error),
            "service" => OfKind(IdentityKind.Service, ref words, out error),
            "operator" => OfKind(IdentityKind.Operator, ref words, out error),
            "group" or "ou" => Member(null, first, ref words, out error),
            _ => Prefixed(first, out error),
        };
    }

    private static PolicySubject? Prefixed(string word, out string? error)
    {
        error = null;
        return word.Split(':', 2) switch
        {
            ["service", string name] => Named(IdentityKind.Service, name, out error),
            ["operator", string name] => Named(IdentityKind.Operator, name, out error),
            ["device", string name] => Fail($"'{word}': a device is named 'device {name}', with a blank", out error),
            _ => Fail($"expected {Expected} after 'for', found '{word}'{Spelling.Hint(word, Words)}", out error),
        };
    }

    private static PolicySubject? OfKind(IdentityKind kind, ref WordReader words, out string? error)
    {
        error = null;
        if (words.AtEnd)
        {
            return new PolicySubject(kind, SubjectSelector.Everyone, string.Empty);
        }

        if (!words.TryRead(out string word))
        {
            return Fail(words.Error!, out error);
        }

        if (word == "in" && !words.WasQuoted)
        {
            return InMember(kind, ref words, out error);
        }

        return kind switch
        {
            IdentityKind.Device => Named(kind, word, out error),
            IdentityKind.Service => Fail($"unexpected '{word}': a service is named 'service:{word}'", out error),
            IdentityKind.Operator => Fail($"unexpected '{word}': an operator is named 'operator:{word}'", out error),
            IdentityKind.Birth => Fail($"unexpected '{word}': no rule is for a birth certificate", out error),
        };
    }

    private static PolicySubject? InMember(IdentityKind kind, ref WordReader words, out string? error)
    {
        if (words.AtEnd || !words.TryRead(out string word))
        {
            return Fail(words.Error ?? "expected 'group' or 'ou' after 'in', found the end of the line", out error);
        }

        return word is "group" or "ou"
            ? Member(kind, word, ref words, out error)
            : Fail(
                $"expected 'group' or 'ou' after 'in', found '{word}'{Spelling.Hint(word, "group", "ou")}",
                out error);
    }

    private static PolicySubject? Member(IdentityKind? kind, string what, ref WordReader words, out string? error)
    {
        if (words.AtEnd || !words.TryRead(out string value))
        {
            return Fail(words.Error ?? $"expected a name after '{what}', found the end of the line", out error);
        }

        if (value.Length == 0)
        {
            return Fail($"the name after '{what}' is empty", out error);
        }

        error = null;
        SubjectSelector selector = what == "group" ? SubjectSelector.Group : SubjectSelector.OrganizationalUnit;
        return new PolicySubject(kind, selector, value);
    }

    private static PolicySubject? Named(IdentityKind kind, string name, out string? error)
    {
        error = Identity.TryCreate(kind, name, out _)
            ? null
            : $"'{name}' cannot be a name: expected 1 to {Identity.MaxNameLength} of A-Z a-z 0-9 - _";
        return error is null ? new PolicySubject(kind, SubjectSelector.Name, name) : null;
    }

    private static PolicySubject? Fail(string message, out string? error)
    {
        error = message;
        return null;
    }
}
