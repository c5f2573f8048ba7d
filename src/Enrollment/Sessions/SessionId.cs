using System.Security.Cryptography;

namespace Garita.Enrollment.Sessions;

/// <summary>The name of a session: 128 random bits.</summary>
public readonly record struct SessionId
{
    /// <summary>Bytes.</summary>
    public const int Length = 16;

    private readonly string? _hex;

    private SessionId(string hex) => _hex = hex;

    /// <summary>32 lower-case hex digits.</summary>
    public string Hex => _hex ?? string.Empty;

    /// <summary>Draws an id from the system's generator.</summary>
    public static SessionId Draw() => Of(RandomNumberGenerator.GetBytes(Length));

    /// <summary>The id of 16 bytes.</summary>
    public static SessionId Of(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Length);
        return new SessionId(Convert.ToHexStringLower(bytes));
    }

    /// <summary>Reads 32 lower-case hex digits; false for anything else.</summary>
    public static bool TryParse(string? text, out SessionId id)
    {
        bool valid = text is { Length: 2 * Length } && text.All(char.IsAsciiHexDigitLower);
        id = valid ? new SessionId(text!) : default;
        return valid;
    }

    /// <summary>The 16 bytes.</summary>
    public byte[] ToBytes() => Convert.FromHexString(Hex);

    /// <inheritdoc/>
    public override string ToString() => Hex;
}
