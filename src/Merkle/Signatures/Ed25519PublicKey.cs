using System.Diagnostics.CodeAnalysis;

namespace Garita.Merkle.Signatures;

/// <summary>An Ed25519 key that verifies (RFC 8032). May be used by several threads.</summary>
public sealed class Ed25519PublicKey
{
    /// <summary>Bytes of a public key.</summary>
    public const int Size = 32;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureSize = 64;

    private readonly byte[] _bytes;
    private readonly NativeKey _key;

    private Ed25519PublicKey(byte[] bytes, NativeKey key)
    {
        _bytes = bytes;
        _key = key;
    }

    /// <summary>The 32 bytes (RFC 8032 5.1.5).</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Takes 32 bytes; false for any other number and for what OpenSSL refuses.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Ed25519PublicKey? key)
    {
        key = null;
        if (bytes.Length != Size)
        {
            return false;
        }

        NativeKey native = LibCrypto.NewPublicKey(LibCrypto.Ed25519, 0, bytes, Size);
        if (native.IsInvalid)
        {
            native.Dispose();
            LibCrypto.ClearErrors();
            return false;
        }

        key = new Ed25519PublicKey(bytes.ToArray(), native);
        return true;
    }

    /// <summary>Whether this key made this signature over the data (RFC 8032 5.1.7).</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureSize)
        {
            return false;
        }

        using NativeDigest digest = LibCrypto.NewDigest();
        bool valid = !digest.IsInvalid && LibCrypto.VerifyInit(digest, 0, 0, 0, _key) == 1
            && LibCrypto.Verify(digest, signature, SignatureSize, data, (nuint)data.Length) == 1;
        if (!valid)
        {
            LibCrypto.ClearErrors();
        }

        return valid;
    }
}
