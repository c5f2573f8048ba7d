using System.Security.Cryptography;

namespace Garita.Enrollment.Codes;

/// <summary>
/// A one-time code: 80 bits as 16 characters of base32 (RFC 4648 6), in groups of four where a person reads it. Prints
/// a placeholder.
/// </summary>
public sealed class OneTimeCode
{
    /// <summary>Characters without separators.</summary>
    public const int Length = 16;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private readonly string _characters;

    private OneTimeCode(string characters) => _characters = characters;

    /// <summary>Draws a code from the system's generator.</summary>
    public static OneTimeCode Draw() => new(RandomNumberGenerator.GetString(Alphabet, Length));

    /// <summary>
    /// Reads what a person or a modem hands on: either case, with spaces and dashes or without. False for anything
    /// else.
    /// </summary>
    public static bool TryParse(string? text, out OneTimeCode? code)
    {
        code = null;
        if (text is null || text.Length > 2 * Length)
        {
            return false;
        }

        string bare = string.Concat(text.Where(c => c is not (' ' or '-'))).ToUpperInvariant();
        if (bare.Length != Length || !bare.All(Alphabet.Contains))
        {
            return false;
        }

        code = new OneTimeCode(bare);
        return true;
    }

    /// <summary>The code itself, for the message that carries it: <c>ABCD-EFGH-IJKL-MNOP</c>.</summary>
    public string Reveal() => string.Join('-', _characters.Chunk(4).Select(group => new string(group)));

    /// <inheritdoc/>
    public override string ToString() => "[one-time code]";

    /// <summary>The characters as bytes, for the MAC.</summary>
    internal byte[] Bytes() => System.Text.Encoding.ASCII.GetBytes(_characters);
}
