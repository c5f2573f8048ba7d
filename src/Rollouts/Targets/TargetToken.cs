namespace Garita.Rollouts.Targets;

/// <summary>One word, sign or quoted text of a target; the end is an empty one that is not quoted.</summary>
internal readonly record struct TargetToken(string Text, int Column, bool Quoted)
{
    public bool IsEnd => Text.Length == 0 && !Quoted;

    public bool Is(string word) => !Quoted && Text == word;

    /// <summary>Cuts the text; null with where and why.</summary>
    public static List<TargetToken>? Cut(string text, out TargetError? error)
    {
        List<TargetToken> tokens = [];
        int at = 0;
        error = text.Length > TargetQuery.MaxLength
            ? new TargetError(TargetQuery.MaxLength, $"a target has at most {TargetQuery.MaxLength} characters")
            : null;
        while (error is null && at < text.Length)
        {
            if (text[at] is ' ' or '\t' or '\n' or '\r')
            {
                at++;
                continue;
            }

            int length = LengthAt(text, at);
            if (length == 0)
            {
                error = new TargetError(at + 1, text[at] == '"' ? "the quote is not closed" : Unexpected(text[at]));
                break;
            }

            bool quoted = text[at] == '"';
            tokens.Add(new(quoted ? text[(at + 1)..(at + length - 1)] : text[at..(at + length)], at + 1, quoted));
            at += length;
        }

        tokens.Add(new TargetToken("", text.Length + 1, false));
        return error is null ? tokens : null;
    }

    private static string Unexpected(char c) =>
        char.IsControl(c) ? "a control character has no place here" : $"'{c}' has no place here; quote it";

    private static int LengthAt(string text, int at) => text[at] switch
    {
        '"' => QuotedLength(text, at),
        '(' or ')' or ',' or '=' or '~' => 1,
        '<' or '>' => At(text, at + 1) == '=' ? 2 : 1,
        '!' => At(text, at + 1) == '=' ? 2 : 0,
        _ => WordLength(text, at),
    };

    // No escapes: no value of the registry has a quote in it.
    private static int QuotedLength(string text, int at)
    {
        int end = text.IndexOf('"', at + 1);
        return end < 0 || text.AsSpan(at, end - at).ContainsAnyInRange('\0', '\x1f') ? 0 : end - at + 1;
    }

    private static int WordLength(string text, int at)
    {
        int end = at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or '_' or '.' or '+'))
        {
            end++;
        }

        return end - at;
    }

    private static char At(string text, int at) => at < text.Length ? text[at] : '\0';
}
