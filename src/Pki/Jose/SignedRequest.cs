using Garita.Contracts.Bootstrap;
using Garita.Pki.Keys;

namespace Garita.Pki.Jose;

/// <summary>
/// A device's request as it comes: whose key it names is known, and nothing it says is anyone's word before
/// <see cref="TryVerify"/>. The header carries the key, so that a <c>login</c> brings what it is to be verified with;
/// the thumbprint says whether that is a key somebody registered, at the price of one hash.
/// </summary>
/// <remarks>
/// The header is, byte for byte and in this order,
/// <code>{"alg":"ES256","jwk":{"crv":"P-256","kty":"EC","x":"…","y":"…"},"typ":"garita-request+jwt"}</code>
/// </remarks>
public sealed class SignedRequest
{
    private readonly CompactJws _jws;

    private SignedRequest(CompactJws jws, KeyThumbprint signer)
    {
        _jws = jws;
        Signer = signer;
    }

    /// <summary>The thumbprint of the key in the header.</summary>
    public KeyThumbprint Signer { get; }

    private static ReadOnlySpan<byte> Head => "{\"alg\":\"ES256\",\"jwk\":"u8;

    private static ReadOnlySpan<byte> Tail => ",\"typ\":\"garita-request+jwt\"}"u8;

    /// <summary>
    /// Signs a request. Throws <see cref="System.Security.Cryptography.CryptographicException"/> where the key's holder
    /// fails, and <see cref="ArgumentException"/> where it is longer than <see cref="BootstrapWire.MaxMessageBytes"/>.
    /// </summary>
    /// <param name="payload">The request's JSON.</param>
    /// <param name="key">The device's own key.</param>
    public static byte[] Sign(ReadOnlySpan<byte> payload, ISigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return CompactJws.Sign([.. Head, .. Jwk.Write(key.PublicKey), .. Tail], payload, key);
    }

    /// <summary>Whether the bytes begin as a signed request does, and not as JSON.</summary>
    public static bool Looks(ReadOnlySpan<byte> bytes) => bytes is [(byte)'e', (byte)'y', ..];

    /// <summary>Reads a request; it is there only when nothing is refused. The signature is not judged yet.</summary>
    /// <param name="jws">The bytes as sent; kept, not copied.</param>
    /// <param name="request">What they are.</param>
    public static JwsRefusal TryParse(ReadOnlyMemory<byte> jws, out SignedRequest? request)
    {
        request = null;
        if (jws.Length > BootstrapWire.MaxMessageBytes)
        {
            return JwsRefusal.TooLong;
        }

        if (CompactJws.TryParse(jws) is not { } parsed)
        {
            return JwsRefusal.Malformed;
        }

        ReadOnlySpan<byte> header = parsed.Header;
        if (header.Length != Head.Length + Jwk.Length + Tail.Length
            || !header.StartsWith(Head)
            || !header.EndsWith(Tail)
            || !Jwk.IsShaped(header.Slice(Head.Length, Jwk.Length)))
        {
            return JwsRefusal.Header;
        }

        request = new SignedRequest(parsed, KeyThumbprint.OfJwk(header.Slice(Head.Length, Jwk.Length)));
        return JwsRefusal.None;
    }

    /// <summary>Judges the signature; the message is there only when nothing is refused.</summary>
    public JwsRefusal TryVerify(out VerifiedMessage? message)
    {
        message = null;
        if (Jwk.TryRead(_jws.Header.AsSpan(Head.Length, Jwk.Length)) is not { } key)
        {
            return JwsRefusal.Key;
        }

        if (!_jws.IsBy(key))
        {
            return JwsRefusal.Signature;
        }

        message = new VerifiedMessage(_jws.Payload, key, Signer);
        return JwsRefusal.None;
    }
}
