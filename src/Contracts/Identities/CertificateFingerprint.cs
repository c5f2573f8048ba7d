using System.Security.Cryptography;

namespace Garita.Contracts.Identities;

/// <summary>
/// SHA-256 over a certificate's DER, as 64 lower-case hex digits; what the registry knows a certificate by.
/// </summary>
public readonly record struct CertificateFingerprint
{
    private readonly string? _hex;

    private CertificateFingerprint(string hex) => _hex = hex;

    /// <summary>64 lower-case hex digits.</summary>
    public string Hex => _hex ?? string.Empty;

    /// <summary>The fingerprint of a certificate.</summary>
    /// <param name="der">The whole certificate in DER.</param>
    public static CertificateFingerprint Of(ReadOnlySpan<byte> der) =>
        new(Convert.ToHexStringLower(SHA256.HashData(der)));

    /// <summary>Reads 64 hex digits of either case; false for anything else.</summary>
    public static bool TryParse(string? text, out CertificateFingerprint fingerprint)
    {
        bool valid = text is { Length: 64 } && text.All(char.IsAsciiHexDigit);
        fingerprint = valid ? new CertificateFingerprint(text!.ToLowerInvariant()) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Hex;
}
