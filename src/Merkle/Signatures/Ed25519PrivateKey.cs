using System.Security.Cryptography;

namespace Garita.Merkle.Signatures;

/// <summary>
/// An Ed25519 key that signs (RFC 8032), for witnesses: devices have P-256 alone and need none. Prints a placeholder;
/// zeroed when disposed. May be used by several threads.
/// </summary>
public sealed class Ed25519PrivateKey : IDisposable
{
    /// <summary>Bytes of the secret seed (RFC 8032 5.1.5).</summary>
    public const int SeedSize = 32;

    private readonly NativeKey _key;

    private Ed25519PrivateKey(NativeKey key, Ed25519PublicKey publicKey)
    {
        _key = key;
        PublicKey = publicKey;
    }

    /// <summary>The public half.</summary>
    public Ed25519PublicKey PublicKey { get; }

    /// <summary>
    /// Takes the 32 secret bytes, which the caller may then zero. Throws <see cref="ArgumentException"/> for another
    /// number of bytes, <see cref="CryptographicException"/> where OpenSSL refuses.
    /// </summary>
    public static Ed25519PrivateKey FromSeed(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SeedSize)
        {
            throw new ArgumentException($"a seed has {SeedSize} bytes", nameof(seed));
        }

        NativeKey key = LibCrypto.NewPrivateKey(LibCrypto.Ed25519, 0, seed, SeedSize);
        Span<byte> half = stackalloc byte[Ed25519PublicKey.Size];
        nuint length = Ed25519PublicKey.Size;
        if (key.IsInvalid || LibCrypto.GetPublicKey(key, half, ref length) != 1
            || !Ed25519PublicKey.TryRead(half, out Ed25519PublicKey? publicKey))
        {
            key.Dispose();
            LibCrypto.ClearErrors();
            throw new CryptographicException("OpenSSL does not take the Ed25519 key");
        }

        return new Ed25519PrivateKey(key, publicKey);
    }

    /// <summary>The 64 bytes of a signature over the data (RFC 8032 5.1.6).</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        byte[] signature = new byte[Ed25519PublicKey.SignatureSize];
        nuint length = Ed25519PublicKey.SignatureSize;
        using NativeDigest digest = LibCrypto.NewDigest();
        if (digest.IsInvalid || LibCrypto.SignInit(digest, 0, 0, 0, _key) != 1
            || LibCrypto.Sign(digest, signature, ref length, data, (nuint)data.Length) != 1)
        {
            LibCrypto.ClearErrors();
            throw new CryptographicException("OpenSSL does not sign with the Ed25519 key");
        }

        return signature;
    }

    /// <inheritdoc/>
    public override string ToString() => "[signing key]";

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
