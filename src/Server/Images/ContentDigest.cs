using System.Security.Cryptography;

namespace Garita.Server.Images;

/// <summary>SHA-256 over some bytes, as 64 lower-case hex digits: the name they are kept by.</summary>
public readonly record struct ContentDigest
{
    private const int HexLength = 64;

    private readonly string? _hex;

    private ContentDigest(string hex) => _hex = hex;

    /// <summary>64 lower-case hex digits.</summary>
    public string Hex => _hex ?? string.Empty;

    /// <summary>The digest of bytes.</summary>
    public static ContentDigest Of(ReadOnlySpan<byte> content) => FromHash(SHA256.HashData(content));

    /// <summary>A digest that was computed elsewhere.</summary>
    /// <param name="hash">32 bytes.</param>
    public static ContentDigest FromHash(ReadOnlySpan<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hash.Length, SHA256.HashSizeInBytes);
        return new ContentDigest(Convert.ToHexStringLower(hash));
    }

    /// <summary>Reads 64 lower-case hex digits; false for anything else, so that each has one spelling.</summary>
    public static bool TryParse(string? text, out ContentDigest digest)
    {
        bool valid = text is { Length: HexLength } && text.All(char.IsAsciiHexDigitLower);
        digest = valid ? new ContentDigest(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Hex;
}
