using Garita.Pki.Keys;

namespace Garita.Pki.Jose;

/// <summary>
/// The payload of a request or a reply, by the key that is named here. Exists only where the signature was right;
/// whether that key may say it is for the reader to know.
/// </summary>
public sealed class VerifiedMessage
{
    internal VerifiedMessage(byte[] payload, EcPublicKey key, KeyThumbprint signer)
    {
        Payload = payload;
        Key = key;
        Signer = signer;
    }

    /// <summary>What was signed.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>Who signed.</summary>
    public EcPublicKey Key { get; }

    /// <summary>What that key is known by.</summary>
    public KeyThumbprint Signer { get; }
}
