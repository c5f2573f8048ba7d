using System.Text;
using Garita.Contracts.Bootstrap;
using Garita.Pki.Keys;

namespace Garita.Pki.Jose;

/// <summary>
/// The server's reply: a compact JWS by one of its message keys, named by thumbprint.
/// </summary>
/// <remarks>
/// The header is, byte for byte and in this order,
/// <code>{"alg":"ES256","kid":"43 characters","typ":"garita-reply+jwt"}</code>
/// </remarks>
public static class SignedReply
{
    private static ReadOnlySpan<byte> Head => "{\"alg\":\"ES256\",\"kid\":\""u8;

    private static ReadOnlySpan<byte> Tail => "\",\"typ\":\"garita-reply+jwt\"}"u8;

    /// <summary>
    /// Signs a reply. Throws <see cref="System.Security.Cryptography.CryptographicException"/> where the key's holder
    /// fails, and <see cref="ArgumentException"/> where it is longer than <see cref="BootstrapWire.MaxMessageBytes"/>.
    /// </summary>
    /// <param name="payload">The reply's JSON.</param>
    /// <param name="key">The message key.</param>
    public static byte[] Sign(ReadOnlySpan<byte> payload, ISigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return CompactJws.Sign(HeaderOf(key.PublicKey), payload, key);
    }

    /// <summary>Reads a reply; the message is there only when nothing is refused.</summary>
    /// <param name="jws">The bytes as received.</param>
    /// <param name="keys">The message keys that the device holds: the current one and the next.</param>
    /// <param name="message">What it says.</param>
    public static JwsRefusal TryVerify(
        ReadOnlyMemory<byte> jws, IReadOnlyList<EcPublicKey> keys, out VerifiedMessage? message)
    {
        ArgumentNullException.ThrowIfNull(keys);
        message = null;
        if (jws.Length > BootstrapWire.MaxMessageBytes)
        {
            return JwsRefusal.TooLong;
        }

        if (CompactJws.TryParse(jws) is not { } parsed)
        {
            return JwsRefusal.Malformed;
        }

        ReadOnlySpan<byte> header = parsed.Header;
        foreach (EcPublicKey key in keys)
        {
            if (header.SequenceEqual(HeaderOf(key)))
            {
                message = parsed.IsBy(key) ? new VerifiedMessage(parsed.Payload, key, KeyThumbprint.Of(key)) : null;
                return message is null ? JwsRefusal.Signature : JwsRefusal.None;
            }
        }

        return IsShaped(header) ? JwsRefusal.Key : JwsRefusal.Header;
    }

    private static byte[] HeaderOf(EcPublicKey key) =>
        [.. Head, .. Encoding.ASCII.GetBytes(KeyThumbprint.Of(key).Text), .. Tail];

    private static bool IsShaped(ReadOnlySpan<byte> header) =>
        header.StartsWith(Head)
        && header.EndsWith(Tail)
        && header.Length > Head.Length + Tail.Length
        && KeyThumbprint.TryParse(Encoding.ASCII.GetString(header[Head.Length..^Tail.Length]), out _);
}
