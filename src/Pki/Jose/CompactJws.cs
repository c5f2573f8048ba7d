using System.Security.Cryptography;
using Garita.Contracts.Bootstrap;
using Garita.Pki.Keys;

namespace Garita.Pki.Jose;

/// <summary>
/// Three parts of base64url with dots between them (RFC 7515 7.1), ES256 (RFC 7518 3.4) and nothing else. What the
/// header may be is for the two kinds of message to say; both compare it byte for byte, so that nothing in it is read
/// before the signature is judged.
/// </summary>
internal sealed class CompactJws
{
    private readonly ReadOnlyMemory<byte> _signed;
    private readonly EcdsaSignature _signature;

    private CompactJws(ReadOnlyMemory<byte> signed, byte[] header, byte[] payload, EcdsaSignature signature)
    {
        _signed = signed;
        Header = header;
        Payload = payload;
        _signature = signature;
    }

    /// <summary>The header's JSON.</summary>
    public byte[] Header { get; }

    /// <summary>The payload; nobody's word yet.</summary>
    public byte[] Payload { get; }

    /// <summary>
    /// Signs a payload. Throws <see cref="CryptographicException"/> where the key's holder fails, and
    /// <see cref="ArgumentException"/> where nobody would take so long a message.
    /// </summary>
    public static byte[] Sign(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, ISigningKey key)
    {
        byte[] signed =
            [.. StrictBase64Url.EncodeToUtf8(header), (byte)'.', .. StrictBase64Url.EncodeToUtf8(payload)];
        int length = signed.Length + 1 + StrictBase64Url.EncodedLength(EcdsaSignature.Length);
        if (length > BootstrapWire.MaxMessageBytes)
        {
            throw new ArgumentException($"{length} bytes once signed", nameof(payload));
        }

        return EcdsaSignature.TryFromDer(key.Sign(signed), out EcdsaSignature? signature)
            ? [.. signed, (byte)'.', .. StrictBase64Url.EncodeToUtf8(signature.Raw.Span)]
            : throw new CryptographicException("The key's holder gave no signature of P-256.");
    }

    /// <summary>Takes the parts apart; null unless there are three in their one spelling.</summary>
    public static CompactJws? TryParse(ReadOnlyMemory<byte> jws)
    {
        ReadOnlySpan<byte> text = jws.Span;
        int first = text.IndexOf((byte)'.');
        int last = text.LastIndexOf((byte)'.');
        return first > 0 && last > first
            && StrictBase64Url.TryDecode(text[..first], out byte[]? header)
            && StrictBase64Url.TryDecode(text[(first + 1)..last], out byte[]? payload)
            && StrictBase64Url.TryDecode(text[(last + 1)..], out byte[]? raw)
            && EcdsaSignature.TryFromRaw(raw, out EcdsaSignature? signature)
                ? new CompactJws(jws[..last], header, payload, signature)
                : null;
    }

    /// <summary>Whether the key signed this.</summary>
    public bool IsBy(EcPublicKey key) => key.Verify(_signed.Span, _signature.ToDer());
}
