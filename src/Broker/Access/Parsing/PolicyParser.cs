using Garita.Broker.Access.Matching;

namespace Garita.Broker.Access.Parsing;

/// <summary>Reads a policy line by line and goes on after a mistake, so that one reading names them all.</summary>
internal sealed class PolicyParser(string file)
{
    private readonly List<PolicyNotice> _errors = [];
    private readonly List<PolicyNotice> _warnings = [];
    private readonly List<PolicyRule> _rules = [];

    // Null before the first 'for' line; set even by a faulty one, so that its rules do not add errors of their own.
    private PolicySubject? _subject;
    private int _sectionLine;
    private int _sectionWords;
    private int _line;

    /// <summary>Reads the whole text.</summary>
    public PolicyParseResult Parse(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan().TrimStart('\uFEFF');
        foreach (Range range in rest.Split('\n'))
        {
            _line++;
            ReadOnlySpan<char> line = rest[range];
            ReadLine(line is [.., '\r'] ? line[..^1] : line);
            if (_errors.Count >= PolicyLimits.MaxErrors - 1 || _rules.Count > PolicyLimits.MaxRules)
            {
                Fail(_rules.Count > PolicyLimits.MaxRules
                    ? $"more than {PolicyLimits.MaxRules} rules; use variables, groups and wildcards"
                    : "too many errors; the rest was not read");
                break;
            }
        }

        if (_errors.Count > 0)
        {
            return new PolicyParseResult(null, _errors, []);
        }

        WarnOfEmptySection();
        RedundantRules.Find(_rules, (line, message) => _warnings.Add(new PolicyNotice(file, line, message)));
        return new PolicyParseResult(
            new AccessPolicy(file, _rules),
            _errors,
            [.. _warnings.OrderBy(w => w.Line)]);
    }

    private void ReadLine(ReadOnlySpan<char> line)
    {
        if (LineText.Check(line) is { } wrong)
        {
            Fail(wrong);
            return;
        }

        WordReader words = new(line);
        if (words.AtEnd)
        {
            return;
        }

        if (!words.TryRead(out string first))
        {
            Fail(words.Error!);
            return;
        }

        switch (first)
        {
            case "for":
                ReadFor(ref words);
                break;
            case "publish" or "subscribe" or "deny":
                ReadRule(first, ref words);
                break;
            default:
                Fail($"'{first}' begins no line: expected 'for', 'publish', 'subscribe' or 'deny'"
                    + Spelling.Hint(first, "for", "publish", "subscribe", "deny"));
                _sectionWords++;
                break;
        }
    }

    private void ReadFor(ref WordReader words)
    {
        WarnOfEmptySection();
        _sectionLine = _line;
        _sectionWords = 0;
        PolicySubject? subject = SubjectParser.Parse(ref words, out string? error);
        _subject = subject ?? new PolicySubject(null, SubjectSelector.Everyone, string.Empty);
        if (error is not null)
        {
            Fail(error);
        }
        else if (!words.AtEnd)
        {
            FailAtLeftover(ref words, "'for " + subject + "'");
        }
    }

    private void ReadRule(string first, ref WordReader words)
    {
        _sectionWords++;
        if (_subject is null)
        {
            Fail($"'{first}' stands before any 'for' line: first say whom it is for");
            return;
        }

        bool deny = first == "deny";
        string verb = first;
        if (deny && (words.AtEnd || !words.TryRead(out verb)))
        {
            Fail(words.Error ?? "expected 'publish' or 'subscribe' after 'deny', found the end of the line");
            return;
        }

        if (verb is not ("publish" or "subscribe"))
        {
            Fail($"expected 'publish' or 'subscribe' after 'deny', found '{verb}'"
                + Spelling.Hint(verb, "publish", "subscribe"));
            return;
        }

        ReadPattern(deny, verb, ref words);
    }

    private void ReadPattern(bool deny, string verb, ref WordReader words)
    {
        bool read = words.TryRead(out string text);
        bool exact = read && text == "exact" && !words.WasQuoted;
        if (exact && (deny || verb == "publish"))
        {
            Fail("'exact' goes only with a 'subscribe' that allows");
            return;
        }

        if (exact)
        {
            read = words.TryRead(out text);
        }

        if (!read)
        {
            Fail(words.Error
                ?? $"expected a topic pattern after '{(exact ? "exact" : verb)}', found the end of the line");
            return;
        }

        if (PatternParser.Parse(text, out string? error) is not { } pattern)
        {
            Fail(error!);
            return;
        }

        if (!words.AtEnd)
        {
            FailAtLeftover(ref words, $"the pattern '{text}'");
            return;
        }

        RuleVerb ruleVerb = verb == "publish" ? RuleVerb.Publish : RuleVerb.Subscribe;
        _rules.Add(new PolicyRule(_line, _subject!, ruleVerb, deny, exact, pattern));
    }

    private void FailAtLeftover(ref WordReader words, string after) => Fail(words.TryRead(out string word)
        ? $"unexpected '{word}' after {after}: a word with blanks stands in double quotes, a comment after '#'"
        : words.Error!);

    private void WarnOfEmptySection()
    {
        if (_sectionLine > 0 && _sectionWords == 0)
        {
            _warnings.Add(new PolicyNotice(file, _sectionLine, $"no rule follows 'for {_subject}'"));
        }
    }

    private void Fail(string message) => _errors.Add(new PolicyNotice(file, _line, message));
}
