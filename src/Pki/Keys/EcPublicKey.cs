using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Garita.Pki.Keys;

/// <summary>
/// A P-256 public key with named curve and uncompressed point that lies on the curve. Exists only where that was
/// checked.
/// </summary>
public sealed class EcPublicKey
{
    private const int PointLength = 65;
    private const byte UncompressedPoint = 4;

    // The prime of P-256 and the b of y^2 = x^3 - 3x + b (SEC 2 2.4.2).
    private static readonly BigInteger s_prime =
        Hex("FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF");
    private static readonly BigInteger s_b =
        Hex("5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B");

    private static readonly byte[] s_ecPublicKeyOid = EncodeOid(Oids.EcPublicKey);
    private static readonly byte[] s_rsaOid = EncodeOid(Oids.RsaEncryption);
    private static readonly byte[] s_curveOid = EncodeOid(Oids.Secp256r1);

    private readonly byte[] _spki;

    // The key as the engine has it, kept between verifications: importing it costs twice what verifying does. Whoever
    // takes it out owns it, because an ECDsa is not for two threads at once. What is left in goes with the collector.
    private ECDsa? _idle;

    private EcPublicKey(ReadOnlySpan<byte> spki)
    {
        _spki = spki.ToArray();
        Hash = PublicKeyHash.Of(_spki);
    }

    /// <summary>The SubjectPublicKeyInfo in DER, 91 bytes.</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo => _spki;

    /// <summary>What the key is known by.</summary>
    public PublicKeyHash Hash { get; }

    /// <summary>The key identifier: the first 160 bits of SHA-256 over the point (RFC 7093 2, method 1).</summary>
    public byte[] KeyIdentifier() => SHA256.HashData(_spki.AsSpan(^PointLength..))[..20];

    /// <summary>Reads a SubjectPublicKeyInfo in DER; the key is non-null only when nothing is refused.</summary>
    public static KeyRefusal TryParse(ReadOnlySpan<byte> subjectPublicKeyInfo, out EcPublicKey? key)
    {
        key = null;
        KeyRefusal refusal = Check(subjectPublicKeyInfo);
        if (refusal == KeyRefusal.None)
        {
            key = new EcPublicKey(subjectPublicKeyInfo);
        }

        return refusal;
    }

    /// <summary>The public half of a key pair. Throws <see cref="ArgumentException"/> where it is not P-256.</summary>
    public static EcPublicKey Of(ECDsa pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        return TryParse(pair.ExportSubjectPublicKeyInfo(), out EcPublicKey? key) == KeyRefusal.None
            ? key!
            : throw new ArgumentException("not a P-256 key with a named curve", nameof(pair));
    }

    /// <summary>Whether this key made this signature.</summary>
    /// <param name="data">What was signed; hashed here with SHA-256.</param>
    /// <param name="signature">An Ecdsa-Sig-Value in DER (RFC 3279 2.2.3).</param>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        ECDsa verifier = Interlocked.Exchange(ref _idle, null) ?? ToEcdsa();
        try
        {
            return verifier.VerifyData(
                data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        finally
        {
            Interlocked.Exchange(ref _idle, verifier)?.Dispose();
        }
    }

    /// <summary>The framework's own form of the key.</summary>
    internal PublicKey ToPublicKey() => PublicKey.CreateFromSubjectPublicKeyInfo(_spki, out _);

    // SubjectPublicKeyInfo ::= SEQUENCE { SEQUENCE { algorithm OID, parameters }, BIT STRING }   (RFC 5480 2)
    private static KeyRefusal Check(ReadOnlySpan<byte> spki)
    {
        DerReader outer = new(spki);
        if (!outer.TryRead(Asn1Tag.Sequence, out ReadOnlySpan<byte> content) || !outer.IsAtEnd)
        {
            return KeyRefusal.Malformed;
        }

        DerReader fields = new(content);
        if (!fields.TryRead(Asn1Tag.Sequence, out ReadOnlySpan<byte> algorithm)
            || !fields.TryReadOctetAlignedBits(out ReadOnlySpan<byte> point)
            || !fields.IsAtEnd)
        {
            return KeyRefusal.Malformed;
        }

        KeyRefusal refusal = CheckAlgorithm(algorithm);
        return refusal == KeyRefusal.None ? CheckPoint(point) : refusal;
    }

    private static KeyRefusal CheckAlgorithm(ReadOnlySpan<byte> algorithm)
    {
        DerReader fields = new(algorithm);
        if (!fields.TryRead(Asn1Tag.ObjectIdentifier, out _, out ReadOnlySpan<byte> name))
        {
            return KeyRefusal.Malformed;
        }

        if (!name.SequenceEqual(s_ecPublicKeyOid))
        {
            return name.SequenceEqual(s_rsaOid) ? KeyRefusal.Rsa : KeyRefusal.OtherAlgorithm;
        }

        // RFC 5480 2.1.1: only namedCurve; implicitCurve and specifiedCurve MUST NOT be used.
        if (fields.NextIs(Asn1Tag.Sequence) || fields.NextIs(Asn1Tag.Null))
        {
            return KeyRefusal.ExplicitCurve;
        }

        if (!fields.TryRead(Asn1Tag.ObjectIdentifier, out _, out ReadOnlySpan<byte> curve) || !fields.IsAtEnd)
        {
            return KeyRefusal.Malformed;
        }

        return curve.SequenceEqual(s_curveOid) ? KeyRefusal.None : KeyRefusal.OtherCurve;
    }

    private static KeyRefusal CheckPoint(ReadOnlySpan<byte> point)
    {
        if (point is [2 or 3, ..])
        {
            return KeyRefusal.CompressedPoint;
        }

        if (point.Length != PointLength || point[0] != UncompressedPoint)
        {
            return KeyRefusal.Malformed;
        }

        BigInteger x = new(point[1..33], isUnsigned: true, isBigEndian: true);
        BigInteger y = new(point[33..], isUnsigned: true, isBigEndian: true);
        bool onCurve = x < s_prime && y < s_prime
            && ((y * y) - ((x * x * x) - (3 * x) + s_b)) % s_prime == 0;
        return onCurve ? KeyRefusal.None : KeyRefusal.PointNotOnCurve;
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "the caller disposes what is returned")]
    private ECDsa ToEcdsa() => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = _spki[^64..^32], Y = _spki[^32..] },
    });

    private static BigInteger Hex(string digits) =>
        new(Convert.FromHexString(digits), isUnsigned: true, isBigEndian: true);

    private static byte[] EncodeOid(string oid)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        writer.WriteObjectIdentifier(oid);
        return writer.Encode();
    }
}
