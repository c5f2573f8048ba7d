using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Garita.Authority.Keys;

/// <summary>A secret that unlocks keys. Prints a placeholder; its characters are zeroed when it is disposed.</summary>
public sealed class Passphrase : IDisposable
{
    /// <summary>
    /// The shortest, in characters. Key files may leave the machine, where the only brake on guessing is the
    /// derivation's cost.
    /// </summary>
    public const int MinLength = 12;

    /// <summary>The longest, in characters: no one types more, and a file named by mistake is not read whole.</summary>
    public const int MaxLength = 1024;

    // 32 characters without those that are mistaken for each other (0 o 1 l).
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int Groups = 7;
    private const int GroupLength = 4;

    private readonly char[] _characters;
    private bool _disposed;

    /// <summary>Takes a copy of the characters; the caller clears its own.</summary>
    public Passphrase(ReadOnlySpan<char> characters) => _characters = characters.ToArray();

    /// <summary>
    /// Whether the length is within bounds. Nothing else is asked of a passphrase that a person chose.
    /// </summary>
    public bool IsLongEnough => _characters.Length is >= MinLength and <= MaxLength;

    /// <summary>140 random bits in seven groups of four, to be shown once and written down.</summary>
    public static Passphrase Generate()
    {
        Span<char> characters = stackalloc char[(Groups * (GroupLength + 1)) - 1];
        for (int i = 0; i < characters.Length; i++)
        {
            characters[i] = i % (GroupLength + 1) == GroupLength ? '-' : Alphabet[RandomNumberGenerator.GetInt32(32)];
        }

        Passphrase passphrase = new(characters);
        characters.Clear();
        return passphrase;
    }

    /// <summary>
    /// Reads UTF-8, without the line end that editors and <c>echo</c> leave; null where it is not UTF-8.
    /// </summary>
    public static Passphrase? TryFromUtf8(ReadOnlySpan<byte> utf8)
    {
        ReadOnlySpan<byte> line = utf8.TrimEnd("\r\n"u8);
        if (!System.Text.Unicode.Utf8.IsValid(line) || line.Length > 4 * MaxLength)
        {
            return null;
        }

        char[] characters = new char[Encoding.UTF8.GetCharCount(line)];
        Encoding.UTF8.GetChars(line, characters);
        Passphrase passphrase = new(characters);
        Array.Clear(characters);
        return passphrase;
    }

    /// <summary>Shows the characters to whoever must see them once: the terminal that generated it.</summary>
    public void Reveal(Action<ReadOnlySpan<char>> show)
    {
        ArgumentNullException.ThrowIfNull(show);
        show(Characters);
    }

    /// <summary>Whether the other characters are the same; for what a person types twice.</summary>
    public bool Matches(ReadOnlySpan<char> other) => CryptographicOperations.FixedTimeEquals(
        MemoryMarshal.AsBytes(Characters), MemoryMarshal.AsBytes(other));

    /// <inheritdoc/>
    public override string ToString() => "[passphrase]";

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        Array.Clear(_characters);
    }

    /// <summary>The characters, for key derivation alone.</summary>
    internal ReadOnlySpan<char> Characters
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _characters;
        }
    }
}
