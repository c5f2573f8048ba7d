using Garita.Pki.Requests;

namespace Garita.Server.Api.Problems;

/// <summary>Why a signing request is refused, for people.</summary>
internal static class CsrWords
{
    public static string Of(CsrRefusal refusal) => refusal switch
    {
        CsrRefusal.TooLarge => "The request is longer than 4096 bytes.",
        CsrRefusal.Truncated => "The request ends too early: it was cut off.",
        CsrRefusal.TrailingBytes => "There are bytes after the end of the request.",
        CsrRefusal.Malformed => "This is not a PKCS#10 request in PEM.",
        CsrRefusal.RsaKey => "The key is RSA; only EC P-256 (prime256v1) is certified.",
        CsrRefusal.OtherAlgorithm => "The key is not an EC key; only EC P-256 (prime256v1) is certified.",
        CsrRefusal.OtherCurve => "The key is on another curve; only P-256 (prime256v1) is certified.",
        CsrRefusal.ExplicitCurve => "The curve is spelled out; it must be named (prime256v1).",
        CsrRefusal.CompressedPoint => "The public point is compressed; send it uncompressed.",
        CsrRefusal.PointNotOnCurve => "The public point is not on the curve.",
        CsrRefusal.OtherSignature => "The request must be signed with ecdsa-with-SHA256.",
        CsrRefusal.BadSignature => "The signature is not by the key in the request.",
        CsrRefusal.None => string.Empty,
    };
}
