using System.Formats.Asn1;

namespace Garita.Pki;

/// <summary>
/// The outer parts of a certificate as they stand in its bytes (RFC 5280 4.1), read without judging them.
/// </summary>
internal readonly ref struct CertificateDer
{
    // AlgorithmIdentifier of ecdsa-with-SHA256, parameters absent (RFC 5758 3.2).
    private static readonly byte[] s_ecdsaWithSha256 = [0x30, 0x0A, 6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2];

    /// <summary>TBSCertificate with its header: what is signed.</summary>
    public ReadOnlySpan<byte> SignedPart { get; private init; }

    /// <summary>The public key as a SubjectPublicKeyInfo.</summary>
    public ReadOnlySpan<byte> SubjectPublicKeyInfo { get; private init; }

    /// <summary>The signature's octets.</summary>
    public ReadOnlySpan<byte> Signature { get; private init; }

    /// <summary>Whether both places that name the algorithm say ecdsa-with-SHA256 (RFC 5280 4.1.1.2).</summary>
    public bool IsEcdsaWithSha256 { get; private init; }

    // Certificate    ::= SEQUENCE { TBSCertificate, AlgorithmIdentifier, BIT STRING }
    // TBSCertificate ::= SEQUENCE { [0] version, serial, signature, issuer, validity, subject, spki, ... }
    public static bool TryRead(ReadOnlySpan<byte> der, out CertificateDer parts)
    {
        parts = default;
        DerReader outer = new(der);
        if (!outer.TryRead(Asn1Tag.Sequence, out ReadOnlySpan<byte> content) || !outer.IsAtEnd)
        {
            return false;
        }

        DerReader fields = new(content);
        if (!fields.TryRead(Asn1Tag.Sequence, out ReadOnlySpan<byte> inner, out ReadOnlySpan<byte> signedPart)
            || !fields.TryRead(Asn1Tag.Sequence, out _, out ReadOnlySpan<byte> outerAlgorithm)
            || !fields.TryReadOctetAlignedBits(out ReadOnlySpan<byte> signature)
            || !fields.IsAtEnd)
        {
            return false;
        }

        DerReader signed = new(inner);
        if (!signed.TryRead(new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true), out _)
            || !signed.TryRead(Asn1Tag.Integer, out _)
            || !signed.TryRead(Asn1Tag.Sequence, out _, out ReadOnlySpan<byte> innerAlgorithm)
            || !signed.TrySkip()
            || !signed.TrySkip()
            || !signed.TrySkip()
            || !signed.TryRead(Asn1Tag.Sequence, out _, out ReadOnlySpan<byte> spki))
        {
            return false;
        }

        parts = new CertificateDer
        {
            SignedPart = signedPart,
            SubjectPublicKeyInfo = spki,
            Signature = signature,
            IsEcdsaWithSha256 = outerAlgorithm.SequenceEqual(s_ecdsaWithSha256)
                && innerAlgorithm.SequenceEqual(s_ecdsaWithSha256),
        };
        return true;
    }
}
