using System.Security.Cryptography;
using Garita.IndependentReader.Cbor;

namespace Garita.IndependentReader.Cose;

/// <summary>COSE_Sign1 (RFC 9052 section 4.2) with tag 18 and a payload that lies elsewhere.</summary>
/// <param name="Protected">The protected header as it is signed.</param>
/// <param name="Algorithm">Header 1 of the protected bucket.</param>
/// <param name="KeyId">Header 4 of either bucket, or null.</param>
/// <param name="Signature">For ECDSA on P-256, r and s of 32 bytes each.</param>
public sealed record CoseSign1(ReadOnlyMemory<byte> Protected, long Algorithm, byte[]? KeyId, byte[] Signature)
{
    /// <summary>ECDSA with SHA-256 on any curve (RFC 9053 section 2.1).</summary>
    public const long Es256 = -7;

    /// <summary>ECDSA with SHA-256 on P-256 and nothing else (RFC 9864 section 2.1).</summary>
    public const long Esp256 = -9;

    /// <summary>RFC 9052 section 2.</summary>
    public const ulong Tag = 18;

    private const long AlgorithmHeader = 1;
    private const long KeyIdHeader = 4;

    public static CoseSign1 Read(ReadOnlyMemory<byte> bytes)
    {
        IReadOnlyList<CborItem> parts = CborDecoder.Decode(bytes).AsTagged(Tag).AsArray();
        if (parts.Count != 4)
        {
            throw new UnreadableException($"COSE_Sign1 has 4 elements, not {parts.Count}");
        }

        if (!parts[2].IsNull)
        {
            throw new UnreadableException("the payload of an authentication block is nil");
        }

        CborItem headers = parts[0].AsEmbedded();
        if (parts[1].Find(AlgorithmHeader) is not null)
        {
            throw new UnreadableException("the algorithm stands in the unprotected header");
        }

        CborItem? keyId = headers.Find(KeyIdHeader) ?? parts[1].Find(KeyIdHeader);
        return new(parts[0].AsBytes(), headers.Get(AlgorithmHeader).AsInteger(), keyId?.AsBytes(), parts[3].AsBytes());
    }

    /// <summary>Whether the signature over the detached payload is this key's; the key is on P-256.</summary>
    public bool IsSignedBy(ECDsa key, ReadOnlySpan<byte> payload) =>
        Algorithm is Es256 or Esp256
        && key.KeySize == 256
        && Signature.Length == 64
        && key.VerifyData(
            ToBeSigned(Protected.Span, payload), Signature, HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <summary>Sig_structure of RFC 9052 section 4.4 with empty external data.</summary>
    public static byte[] ToBeSigned(ReadOnlySpan<byte> protectedHeader, ReadOnlySpan<byte> payload) =>
    [
        0x84,
        0x6A, .. "Signature1"u8,
        .. CborWriting.Bytes(protectedHeader),
        .. CborWriting.Bytes([]),
        .. CborWriting.Bytes(payload),
    ];
}
