namespace Garita.Pki.Keys;

/// <summary>
/// A P-256 key that signs and cannot be read: in a file of this program, a PKCS#11 token or a TPM. Implementations
/// print a placeholder and keep the private half to themselves.
/// </summary>
public interface ISigningKey
{
    /// <summary>The public half.</summary>
    EcPublicKey PublicKey { get; }

    /// <summary>
    /// Signs data with ecdsa-with-SHA256 (RFC 5758 3.2). Throws
    /// <see cref="System.Security.Cryptography.CryptographicException"/> where the key's holder fails.
    /// </summary>
    /// <returns>An Ecdsa-Sig-Value in DER (RFC 3279 2.2.3).</returns>
    byte[] Sign(ReadOnlySpan<byte> data);
}
