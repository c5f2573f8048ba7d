using System.Formats.Cbor;
using Garita.Pki.Keys;

namespace Garita.Firmware.Cose;

/// <summary>
/// One signature with its headers: a tagged COSE_Sign1 (RFC 9052 4.2). Exists only where the structure was read;
/// <see cref="Verify"/> says whose it is.
/// </summary>
/// <remarks>
/// <code>
/// 18([ protected: bstr &lt;&lt;{1: -9}&gt;&gt;, unprotected: {}, payload: bstr / null, signature: bstr (64) ])
/// </code>
/// </remarks>
public sealed class CoseSign1
{
    /// <summary>The CBOR tag of a COSE_Sign1.</summary>
    public const int Tag = 18;

    private static readonly byte[] s_esp256Header = [0xA1, 0x01, 0x28];

    private readonly byte[] _protected;
    private readonly byte[]? _payload;
    private readonly EcdsaSignature _signature;

    internal CoseSign1(byte[] protectedHeader, CoseAlgorithm algorithm, byte[]? payload, EcdsaSignature signature)
    {
        _protected = protectedHeader;
        _payload = payload;
        _signature = signature;
        Algorithm = algorithm;
    }

    /// <summary>What the protected header says the signature was made with.</summary>
    public CoseAlgorithm Algorithm { get; }

    /// <summary>The payload, or null where it is detached.</summary>
    public ReadOnlyMemory<byte>? Payload => _payload is null ? new ReadOnlyMemory<byte>?() : _payload;

    /// <summary>Reads one block; the result is non-null only when nothing is refused.</summary>
    public static CoseRefusal TryParse(ReadOnlySpan<byte> block, out CoseSign1? sign1) =>
        CoseSign1Reader.TryRead(block, out sign1);

    /// <summary>The bytes a signer signs with ESP256: the Sig_structure of RFC 9052 4.4.</summary>
    /// <param name="payload">What is signed.</param>
    /// <param name="externalData">What both sides know and the block does not hold (RFC 9052 4.3).</param>
    public static byte[] ToBeSigned(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> externalData = default) =>
        SignatureStructure(s_esp256Header, externalData, payload);

    /// <summary>Writes a block with an ESP256 signature over <see cref="ToBeSigned"/>, payload detached.</summary>
    public static byte[] EncodeDetached(EcdsaSignature signature) => Encode(null, signature);

    /// <summary>Writes a block that holds a payload and the ESP256 signature over it.</summary>
    public static byte[] EncodeAttached(ReadOnlySpan<byte> payload, EcdsaSignature signature) =>
        Encode(payload.ToArray(), signature);

    /// <summary>
    /// Whether this key made the signature. The key is of P-256 by its type, which is what lets ES256 pass for ESP256.
    /// </summary>
    /// <param name="key">Who should have signed.</param>
    /// <param name="detachedPayload">What was signed, or null where the block carries it.</param>
    /// <param name="externalData">What both sides know and the block does not hold (RFC 9052 4.3).</param>
    public CoseRefusal Verify(
        EcPublicKey key, ReadOnlyMemory<byte>? detachedPayload, ReadOnlySpan<byte> externalData = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        if ((Payload ?? detachedPayload) is not { } payload || (Payload is not null && detachedPayload is not null))
        {
            return CoseRefusal.PayloadMisplaced;
        }

        byte[] signed = SignatureStructure(_protected, externalData, payload.Span);
        return key.Verify(signed, _signature.ToDer()) ? CoseRefusal.None : CoseRefusal.WrongSignature;
    }

    // Sig_structure = [ "Signature1", body_protected: bstr, external_aad: bstr, payload: bstr ]   (RFC 9052 4.4)
    private static byte[] SignatureStructure(
        ReadOnlySpan<byte> protectedHeader, ReadOnlySpan<byte> externalData, ReadOnlySpan<byte> payload)
    {
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteStartArray(4);
        writer.WriteTextString("Signature1");
        writer.WriteByteString(protectedHeader);
        writer.WriteByteString(externalData);
        writer.WriteByteString(payload);
        writer.WriteEndArray();
        return writer.Encode();
    }

    private static byte[] Encode(byte[]? payload, EcdsaSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteTag((CborTag)Tag);
        writer.WriteStartArray(4);
        writer.WriteByteString(s_esp256Header);
        writer.WriteStartMap(0);
        writer.WriteEndMap();
        if (payload is null)
        {
            writer.WriteNull();
        }
        else
        {
            writer.WriteByteString(payload);
        }

        writer.WriteByteString(signature.Raw.Span);
        writer.WriteEndArray();
        return writer.Encode();
    }
}
