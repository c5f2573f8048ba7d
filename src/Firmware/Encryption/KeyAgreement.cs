using System.Formats.Cbor;
using System.Security.Cryptography;
using Garita.Pki.Keys;

namespace Garita.Firmware.Encryption;

/// <summary>
/// ECDH-ES+A128KW on P-256 (RFC 9053 6.4.1): from a shared secret to the key that wraps, with HKDF-SHA256 over the
/// context of draft-ietf-suit-firmware-encryption 6.2.4.
/// </summary>
internal static class KeyAgreement
{
    /// <summary>Length of the key that wraps, in bytes.</summary>
    public const int KeyLength = 16;

    /// <summary>ECDH-ES + A128KW.</summary>
    public const int EcdhEsA128Kw = -29;

    /// <summary>A128KW.</summary>
    public const int A128Kw = -3;

    /// <summary>What the derived key is bound to besides the secret.</summary>
    public static ReadOnlySpan<byte> Protocol => "SUIT Payload Encryption"u8;

    /// <summary>
    /// The shared secret: the x coordinate of the agreed point (RFC 9053 6.3.1). The caller zeroes it.
    /// </summary>
    public static byte[] Agree(ECDiffieHellman own, EcPublicKey other)
    {
        ReadOnlySpan<byte> point = EcPoint.Of(other);
        using ECDiffieHellman peer = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint
            {
                X = point[..EcPoint.CoordinateLength].ToArray(),
                Y = point[EcPoint.CoordinateLength..].ToArray(),
            },
        });
        using ECDiffieHellmanPublicKey publicKey = peer.PublicKey;
        return own.DeriveRawSecretAgreement(publicKey);
    }

    /// <summary>Derives the key that wraps; the caller zeroes it.</summary>
    /// <param name="secret">What the two keys agreed on.</param>
    /// <param name="salt">Of the recipient's header; empty where there is none.</param>
    /// <param name="context">See <see cref="Context"/>.</param>
    /// <param name="length">Of the key, in bytes.</param>
    public static byte[] Derive(
        ReadOnlySpan<byte> secret,
        ReadOnlySpan<byte> salt,
        ReadOnlySpan<byte> context,
        int length = KeyLength)
    {
        byte[] key = new byte[length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, salt, context);
        return key;
    }

    /// <summary>
    /// COSE_KDF_Context (RFC 9053 5.2): [alg, [nil, nil, nil], [nil, nil, nil], [bits, protected, ? other]].
    /// </summary>
    /// <param name="algorithm">Of the key derived: -3 for A128KW.</param>
    /// <param name="bits">Length of the key derived.</param>
    /// <param name="protectedHeader">The recipient's protected header as it was sent.</param>
    /// <param name="protocol">SuppPubInfo's last member; left out where empty.</param>
    public static byte[] Context(
        int algorithm,
        int bits,
        ReadOnlySpan<byte> protectedHeader,
        ReadOnlySpan<byte> protocol)
    {
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteStartArray(4);
        writer.WriteInt32(algorithm);
        WriteNobody(writer);
        WriteNobody(writer);
        writer.WriteStartArray(protocol.IsEmpty ? 2 : 3);
        writer.WriteInt32(bits);
        writer.WriteByteString(protectedHeader);
        if (!protocol.IsEmpty)
        {
            writer.WriteByteString(protocol);
        }

        writer.WriteEndArray();
        writer.WriteEndArray();
        return writer.Encode();
    }

    // PartyInfo with neither identity nor nonce: the ephemeral key is fresh at every wrapping.
    private static void WriteNobody(CborWriter writer)
    {
        writer.WriteStartArray(3);
        writer.WriteNull();
        writer.WriteNull();
        writer.WriteNull();
        writer.WriteEndArray();
    }
}
