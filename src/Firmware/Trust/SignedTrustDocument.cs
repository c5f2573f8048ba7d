using System.Formats.Cbor;
using Garita.Firmware.Cbor;
using Garita.Firmware.Cose;
using Garita.Pki.Keys;

namespace Garita.Firmware.Trust;

/// <summary>
/// A document with signatures that nobody has checked yet:
/// <code>
/// [ document: bstr, [ + signature: bstr ] ]     ; each a COSE_Sign1 whose detached payload is the document
/// </code>
/// </summary>
public sealed class SignedTrustDocument
{
    private readonly byte[] _document;
    private readonly CoseSign1[] _signatures;

    private SignedTrustDocument(
        byte[] document, TrustDocument content, (CoseSign1 Signature, byte[] Block)[] signatures)
    {
        _document = document;
        Content = content;
        _signatures = [.. signatures.Select(s => s.Signature)];
        Blocks = [.. signatures.Select(s => s.Block)];
    }

    /// <summary>The document's bytes, which signatures are over.</summary>
    public ReadOnlyMemory<byte> Document => _document;

    /// <summary>The signatures as they came, for <see cref="Assemble"/> with one more.</summary>
    public IReadOnlyList<byte[]> Blocks { get; }

    /// <summary>What it says.</summary>
    public TrustDocument Content { get; }

    /// <summary>Signs a document's bytes: one block for <see cref="Assemble"/>.</summary>
    /// <param name="document">As <see cref="TrustDocument.Encode"/> gave it.</param>
    /// <param name="key">A root key of this version or of the one before.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The key's holder failed.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> document, ISigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        byte[] der = key.Sign(CoseSign1.ToBeSigned(document));
        if (!EcdsaSignature.TryFromDer(der, out EcdsaSignature? signature))
        {
            throw new System.Security.Cryptography.CryptographicException("the signer gave no ECDSA signature");
        }

        return CoseSign1.EncodeDetached(signature);
    }

    /// <summary>Puts a document and its signatures together.</summary>
    public static byte[] Assemble(ReadOnlySpan<byte> document, IReadOnlyCollection<byte[]> signatures)
    {
        ArgumentNullException.ThrowIfNull(signatures);
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteStartArray(2);
        writer.WriteByteString(document);
        writer.WriteStartArray(signatures.Count);
        foreach (byte[] signature in signatures)
        {
            writer.WriteByteString(signature);
        }

        writer.WriteEndArray();
        writer.WriteEndArray();
        return writer.Encode();
    }

    /// <summary>Reads a signed document, without believing it; non-null only when nothing is refused.</summary>
    public static TrustRefusal TryRead(ReadOnlySpan<byte> encoded, out SignedTrustDocument? signed)
    {
        signed = null;
        if (encoded.Length > TrustLimits.MaxLength)
        {
            return TrustRefusal.TooLong;
        }

        StrictCborReader reader = new(encoded);
        if (!reader.TryReadArray(out int members) || members != 2
            || !reader.TryReadBytes(out ReadOnlySpan<byte> document)
            || !reader.TryReadArray(out int count) || count is 0 or > TrustLimits.MaxSignatures)
        {
            return TrustRefusal.Malformed;
        }

        var signatures = new (CoseSign1 Signature, byte[] Block)[count];
        for (int i = 0; i < count; i++)
        {
            if (!reader.TryReadBytes(out ReadOnlySpan<byte> block))
            {
                return TrustRefusal.Malformed;
            }

            if (CoseSign1.TryParse(block, out CoseSign1? signature) != CoseRefusal.None
                || signature!.Payload is not null)
            {
                return TrustRefusal.InvalidSignature;
            }

            signatures[i] = (signature, block.ToArray());
        }

        if (!reader.AtEnd)
        {
            return TrustRefusal.Malformed;
        }

        TrustRefusal refusal = TrustDocument.TryRead(document, out TrustDocument? content);
        signed = refusal == TrustRefusal.None
            ? new SignedTrustDocument(document.ToArray(), content!, signatures)
            : null;
        return refusal;
    }

    /// <summary>The keys of a role that signed; a key that signed twice is there once.</summary>
    public IReadOnlyList<EcPublicKey> SignersOf(TrustRole role)
    {
        ArgumentNullException.ThrowIfNull(role);
        return
        [
            .. role.Keys.Where(key => Array.Exists(_signatures, s => s.Verify(key, _document) == CoseRefusal.None)),
        ];
    }

    /// <summary>Whether as many different keys of a role signed as it asks for.</summary>
    internal bool MeetsThreshold(TrustRole role) => SignersOf(role).Count >= role.Threshold;
}
