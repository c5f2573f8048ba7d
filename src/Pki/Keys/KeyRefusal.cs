namespace Garita.Pki.Keys;

/// <summary>Why a public key is not one that this system works with.</summary>
public enum KeyRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>Not a SubjectPublicKeyInfo in DER (RFC 5280 4.1.2.7).</summary>
    Malformed,

    /// <summary>An RSA key; there is no RSA in the device path.</summary>
    Rsa,

    /// <summary>Neither RSA nor an elliptic curve key for signing.</summary>
    OtherAlgorithm,

    /// <summary>A named curve that is not P-256.</summary>
    OtherCurve,

    /// <summary>Curve parameters spelled out instead of named (RFC 5480 2.1.1 forbids it).</summary>
    ExplicitCurve,

    /// <summary>A compressed point, which many small devices cannot read.</summary>
    CompressedPoint,

    /// <summary>The point does not satisfy the curve's equation.</summary>
    PointNotOnCurve,
}
