using System.Text;
using Garita.Contracts.Bootstrap;
using Garita.Pki.Keys;

namespace Garita.Pki.Jose;

/// <summary>
/// A P-256 public key as JWK in one spelling, that of its thumbprint (RFC 7638 3.2):
/// <code>{"crv":"P-256","kty":"EC","x":"43 characters","y":"43 characters"}</code>
/// </summary>
internal static class Jwk
{
    /// <summary>Bytes of every such JWK.</summary>
    public const int Length = 126;

    private const int CoordinateChars = 43;

    private static ReadOnlySpan<byte> Head => "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\""u8;

    private static ReadOnlySpan<byte> Middle => "\",\"y\":\""u8;

    private static ReadOnlySpan<byte> Tail => "\"}"u8;

    /// <summary>Writes a key.</summary>
    public static byte[] Write(EcPublicKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        ReadOnlySpan<byte> point = EcPoint.Of(key);
        return
        [
            .. Head, .. Encoding.ASCII.GetBytes(StrictBase64Url.Encode(point[..EcPoint.CoordinateLength])),
            .. Middle, .. Encoding.ASCII.GetBytes(StrictBase64Url.Encode(point[EcPoint.CoordinateLength..])), .. Tail,
        ];
    }

    /// <summary>Whether the bytes are a JWK in the one spelling; the point is not judged yet.</summary>
    public static bool IsShaped(ReadOnlySpan<byte> jwk) =>
        jwk.Length == Length
        && jwk.StartsWith(Head)
        && jwk[(Head.Length + CoordinateChars)..].StartsWith(Middle)
        && jwk.EndsWith(Tail)
        && StrictBase64Url.TryDecode(X(jwk), out _)
        && StrictBase64Url.TryDecode(Y(jwk), out _);

    /// <summary>The key; null where the bytes are not in shape or name no point of the curve.</summary>
    public static EcPublicKey? TryRead(ReadOnlySpan<byte> jwk) =>
        IsShaped(jwk)
        && StrictBase64Url.TryDecode(X(jwk), out byte[]? x)
        && StrictBase64Url.TryDecode(Y(jwk), out byte[]? y)
            ? EcPoint.ToKey([.. x, .. y])
            : null;

    private static ReadOnlySpan<byte> X(ReadOnlySpan<byte> jwk) => jwk.Slice(Head.Length, CoordinateChars);

    private static ReadOnlySpan<byte> Y(ReadOnlySpan<byte> jwk) =>
        jwk.Slice(Head.Length + CoordinateChars + Middle.Length, CoordinateChars);
}
