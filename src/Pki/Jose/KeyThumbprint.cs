using System.Security.Cryptography;
using Garita.Contracts.Bootstrap;
using Garita.Pki.Keys;

namespace Garita.Pki.Jose;

/// <summary>
/// What a P-256 key is known by in JOSE: SHA-256 over its JWK in the one spelling of RFC 7638 3, as base64url. Public.
/// </summary>
public readonly record struct KeyThumbprint
{
    private readonly string? _text;

    private KeyThumbprint(string text) => _text = text;

    /// <summary>43 characters.</summary>
    public string Text => _text ?? string.Empty;

    /// <summary>The thumbprint of a key.</summary>
    public static KeyThumbprint Of(EcPublicKey key) => OfJwk(Jwk.Write(key));

    /// <summary>Reads 43 characters of base64url; false for anything else.</summary>
    public static bool TryParse(string? text, out KeyThumbprint thumbprint)
    {
        bool valid = text is { Length: 43 } && StrictBase64Url.TryDecode(text, out _);
        thumbprint = valid ? new KeyThumbprint(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>The thumbprint of a JWK in its one spelling.</summary>
    internal static KeyThumbprint OfJwk(ReadOnlySpan<byte> jwk) =>
        new(StrictBase64Url.Encode(SHA256.HashData(jwk)));
}
