using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Garita.MqttClient.Trust;

/// <summary>SHA-256 over a CA's SubjectPublicKeyInfo (RFC 5280 4.1.2.7), as 64 lower-case hex digits.</summary>
public readonly record struct SpkiPin
{
    private readonly string? _hex;

    private SpkiPin(string hex) => _hex = hex;

    /// <summary>64 lower-case hex digits.</summary>
    public string Hex => _hex ?? string.Empty;

    /// <summary>
    /// The pin of a certificate's key. It stays the same when the CA's certificate is renewed with its key.
    /// </summary>
    public static SpkiPin Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new(Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo())));
    }

    /// <summary>Reads 64 hex digits of either case; false for anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SpkiPin pin)
    {
        bool valid = text is { Length: 64 } && text.All(char.IsAsciiHexDigit);
        pin = valid ? new SpkiPin(text!.ToLowerInvariant()) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Hex;
}
