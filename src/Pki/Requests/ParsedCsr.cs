using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using Garita.Pki.Keys;

namespace Garita.Pki.Requests;

/// <summary>
/// A PKCS#10 request (RFC 2986) whose signature proves that the asker holds the key. Only the public key is taken from
/// it: names and extensions are the authority's to set, so they are not even kept in a readable form.
/// </summary>
public sealed class ParsedCsr
{
    /// <summary>
    /// The longest request, in bytes. A bare P-256 request takes about 210; 4 KiB leaves room for attributes.
    /// </summary>
    public const int MaxLength = 4096;

    private static readonly byte[] s_ecdsaWithSha256 = EncodeAlgorithm();

    private readonly byte[] _der;

    private ParsedCsr(ReadOnlySpan<byte> der, EcPublicKey publicKey)
    {
        _der = der.ToArray();
        PublicKey = publicKey;
    }

    /// <summary>The only thing a request decides.</summary>
    public EcPublicKey PublicKey { get; }

    /// <summary>The whole request in DER, to be kept for the product's life.</summary>
    public ReadOnlyMemory<byte> Der => _der;

    /// <summary>Reads a request in DER, or in PEM when it starts so. Never throws, whatever the bytes are.</summary>
    public static CsrRefusal TryParse(ReadOnlySpan<byte> derOrPem, out ParsedCsr? csr)
    {
        csr = null;
        if (derOrPem.Length > MaxLength)
        {
            return CsrRefusal.TooLarge;
        }

        ReadOnlySpan<byte> text = derOrPem.TrimStart(" \t\r\n"u8);
        if (!text.StartsWith("-----"u8))
        {
            return TryParseDer(derOrPem, out csr);
        }

        CsrRefusal refusal = TryDecodePem(text, out byte[] der);
        return refusal == CsrRefusal.None ? TryParseDer(der, out csr) : refusal;
    }

    // CertificationRequest ::= SEQUENCE { CertificationRequestInfo, AlgorithmIdentifier, BIT STRING }   (RFC 2986 4.2)
    private static CsrRefusal TryParseDer(ReadOnlySpan<byte> der, out ParsedCsr? csr)
    {
        csr = null;
        CsrRefusal extent = CheckExtent(der);
        if (extent != CsrRefusal.None)
        {
            return extent;
        }

        DerReader outer = new(der);
        if (!outer.TryRead(Asn1Tag.Sequence, out ReadOnlySpan<byte> content))
        {
            return CsrRefusal.Malformed;
        }

        DerReader fields = new(content);
        if (!fields.TryRead(Asn1Tag.Sequence, out ReadOnlySpan<byte> info, out ReadOnlySpan<byte> signedPart)
            || !fields.TryRead(Asn1Tag.Sequence, out _, out ReadOnlySpan<byte> algorithm)
            || !fields.TryReadOctetAlignedBits(out ReadOnlySpan<byte> signature)
            || !fields.IsAtEnd
            || !TryReadInfo(info, out ReadOnlySpan<byte> spki))
        {
            return CsrRefusal.Malformed;
        }

        CsrRefusal refusal = Translate(EcPublicKey.TryParse(spki, out EcPublicKey? key));
        if (refusal != CsrRefusal.None)
        {
            return refusal;
        }

        if (!algorithm.SequenceEqual(s_ecdsaWithSha256))
        {
            return CsrRefusal.OtherSignature;
        }

        if (!key!.Verify(signedPart, signature))
        {
            return CsrRefusal.BadSignature;
        }

        csr = new ParsedCsr(der, key);
        return CsrRefusal.None;
    }

    // CertificationRequestInfo ::= SEQUENCE { INTEGER 0, Name, SubjectPublicKeyInfo, [0] Attributes }   (RFC 2986 4.1)
    private static bool TryReadInfo(ReadOnlySpan<byte> info, out ReadOnlySpan<byte> spki)
    {
        DerReader fields = new(info);
        spki = default;
        return fields.TryRead(Asn1Tag.Integer, out ReadOnlySpan<byte> version)
            && version is [0]
            && fields.TryRead(Asn1Tag.Sequence, out _)
            && fields.TryRead(Asn1Tag.Sequence, out _, out spki)
            && fields.TryRead(new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true), out _)
            && fields.IsAtEnd;
    }

    private static CsrRefusal CheckExtent(ReadOnlySpan<byte> der)
    {
        if (!Asn1Tag.TryDecode(der, out Asn1Tag tag, out int tagLength) || !tag.Equals(Asn1Tag.Sequence))
        {
            return der.IsEmpty ? CsrRefusal.Truncated : CsrRefusal.Malformed;
        }

        ReadOnlySpan<byte> rest = der[tagLength..];
        (int header, int declared) = rest switch
        {
            [< 0x80 and byte length, ..] => (1, length),
            [0x81, byte length, ..] => (2, length),
            [0x82, byte high, byte low, ..] => (3, (high << 8) | low),
            [] or [0x81] or [0x82] or [0x82, _] => (0, int.MaxValue),
            _ => (-1, 0),
        };
        return header < 0 ? CsrRefusal.Malformed : (rest.Length - header).CompareTo(declared) switch
        {
            < 0 => CsrRefusal.Truncated,
            0 => CsrRefusal.None,
            > 0 => CsrRefusal.TrailingBytes,
        };
    }

    private static CsrRefusal TryDecodePem(ReadOnlySpan<byte> text, out byte[] der)
    {
        der = [];
        string pem = Encoding.Latin1.GetString(text);
        if (!PemEncoding.TryFind(pem, out PemFields fields))
        {
            return pem.Contains("-----END", StringComparison.Ordinal) ? CsrRefusal.Malformed : CsrRefusal.Truncated;
        }

        if (pem[fields.Label] is not ("CERTIFICATE REQUEST" or "NEW CERTIFICATE REQUEST")
            || !pem.AsSpan(..fields.Location.Start.Value).IsWhiteSpace())
        {
            return CsrRefusal.Malformed;
        }

        der = new byte[fields.DecodedDataLength];
        if (!Convert.TryFromBase64Chars(pem.AsSpan(fields.Base64Data), der, out int written) || written != der.Length)
        {
            return CsrRefusal.Malformed;
        }

        return pem.AsSpan(fields.Location.End.Value..).IsWhiteSpace() ? CsrRefusal.None : CsrRefusal.TrailingBytes;
    }

    private static CsrRefusal Translate(KeyRefusal refusal) => refusal switch
    {
        KeyRefusal.None => CsrRefusal.None,
        KeyRefusal.Malformed => CsrRefusal.Malformed,
        KeyRefusal.Rsa => CsrRefusal.RsaKey,
        KeyRefusal.OtherAlgorithm => CsrRefusal.OtherAlgorithm,
        KeyRefusal.OtherCurve => CsrRefusal.OtherCurve,
        KeyRefusal.ExplicitCurve => CsrRefusal.ExplicitCurve,
        KeyRefusal.CompressedPoint => CsrRefusal.CompressedPoint,
        KeyRefusal.PointNotOnCurve => CsrRefusal.PointNotOnCurve,
    };

    private static byte[] EncodeAlgorithm()
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.EcdsaWithSha256);
        }

        return writer.Encode();
    }
}
