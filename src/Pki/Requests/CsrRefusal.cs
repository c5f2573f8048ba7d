namespace Garita.Pki.Requests;

/// <summary>Why a certificate signing request is not taken; a closed set.</summary>
public enum CsrRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>Longer than <see cref="ParsedCsr.MaxLength"/> bytes.</summary>
    TooLarge,

    /// <summary>Ends before the length it declares.</summary>
    Truncated,

    /// <summary>Goes on after the end of the request.</summary>
    TrailingBytes,

    /// <summary>Not a CertificationRequest in DER, or not one in PEM (RFC 2986 4, RFC 7468 7).</summary>
    Malformed,

    /// <summary>The key is RSA.</summary>
    RsaKey,

    /// <summary>The key is for an algorithm other than ECDSA.</summary>
    OtherAlgorithm,

    /// <summary>The key is on a curve other than P-256.</summary>
    OtherCurve,

    /// <summary>The curve is spelled out in parameters instead of named.</summary>
    ExplicitCurve,

    /// <summary>The public point is compressed.</summary>
    CompressedPoint,

    /// <summary>The public point is not on the curve.</summary>
    PointNotOnCurve,

    /// <summary>Signed with something other than ecdsa-with-SHA256.</summary>
    OtherSignature,

    /// <summary>The signature is not by the key in the request: no proof that the asker holds it.</summary>
    BadSignature,
}
