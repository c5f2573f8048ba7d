using System.Security.Cryptography;

namespace Garita.Pki.Keys;

/// <summary>SHA-256 over a SubjectPublicKeyInfo in DER: what a key is known by, whoever holds it.</summary>
public readonly record struct PublicKeyHash
{
    private readonly string? _hex;

    private PublicKeyHash(string hex) => _hex = hex;

    /// <summary>64 lower-case hex digits.</summary>
    public string Hex => _hex ?? string.Empty;

    /// <summary>The hash of a key.</summary>
    /// <param name="subjectPublicKeyInfo">The SubjectPublicKeyInfo in DER (RFC 5280 4.1.2.7).</param>
    public static PublicKeyHash Of(ReadOnlySpan<byte> subjectPublicKeyInfo) =>
        new(Convert.ToHexStringLower(SHA256.HashData(subjectPublicKeyInfo)));

    /// <summary>Reads 64 hex digits of either case; false for anything else.</summary>
    public static bool TryParse(string? text, out PublicKeyHash hash)
    {
        bool valid = text is { Length: 64 } && text.All(char.IsAsciiHexDigit);
        hash = valid ? new PublicKeyHash(text!.ToLowerInvariant()) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Hex;
}
