namespace Garita.Broker.Access.Parsing;

/// <summary>Takes a line apart into words at blanks and tabs; a word with blanks stands in double quotes.</summary>
internal ref struct WordReader(ReadOnlySpan<char> line)
{
    private ReadOnlySpan<char> _rest = line.TrimStart(" \t");

    /// <summary>Whether nothing or a comment is left.</summary>
    public readonly bool AtEnd => _rest.IsEmpty || _rest[0] == '#';

    /// <summary>Whether the word read last stood in quotes.</summary>
    public bool WasQuoted { get; private set; }

    /// <summary>What is wrong with the quotes, once <see cref="TryRead"/> met a wrong one.</summary>
    public string? Error { get; private set; }

    /// <summary>
    /// The next word, be it one that starts with <c>#</c>; false if nothing is left or the quotes are wrong.
    /// </summary>
    public bool TryRead(out string word)
    {
        word = string.Empty;
        if (_rest.IsEmpty || Error is not null)
        {
            return false;
        }

        WasQuoted = _rest[0] == '"';
        return WasQuoted ? TryReadQuoted(out word) : TryReadPlain(out word);
    }

    private bool TryReadPlain(out string word)
    {
        int end = _rest.IndexOfAny(' ', '\t');
        word = (end < 0 ? _rest : _rest[..end]).ToString();
        if (word.Contains('"', StringComparison.Ordinal))
        {
            Error = $"'{word}': quotes go around a whole word";
            return false;
        }

        Skip(word.Length);
        return true;
    }

    private bool TryReadQuoted(out string word)
    {
        int length = _rest[1..].IndexOf('"');
        word = length < 0 ? string.Empty : _rest.Slice(1, length).ToString();
        if (length < 0)
        {
            Error = $"{_rest} has no closing quote";
            return false;
        }

        ReadOnlySpan<char> after = _rest[(length + 2)..];
        if (!after.IsEmpty && after[0] is not (' ' or '\t'))
        {
            Error = $"'\"{word}\"{after[0]}': quotes go around a whole word";
            return false;
        }

        Skip(length + 2);
        return true;
    }

    private void Skip(int length) => _rest = _rest[length..].TrimStart(" \t");
}
