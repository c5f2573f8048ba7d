using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Garita.Firmware.Encryption;

/// <summary>AES key wrap without padding (RFC 3394), under a key of 16, 24 or 32 bytes.</summary>
internal static class AesKeyWrap
{
    /// <summary>How much longer a wrapped key is.</summary>
    public const int Overhead = 8;

    // RFC 3394 2.2.3.1: the initial value that unwrapping must give back.
    private const ulong DefaultInitialValue = 0xA6A6A6A6A6A6A6A6;

    private const int Rounds = 6;
    private const int HalfBlock = 8;

    /// <summary>Wraps a key of 16 bytes or more, in steps of 8 (RFC 3394 2.2.1).</summary>
    public static byte[] Wrap(ReadOnlySpan<byte> keyEncryptionKey, ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(key.Length, 2 * HalfBlock);
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length % HalfBlock, 0);
        byte[] wrapped = new byte[key.Length + Overhead];
        Span<byte> registers = wrapped.AsSpan(HalfBlock);
        key.CopyTo(registers);
        using Aes aes = Create(keyEncryptionKey);
        Span<byte> block = stackalloc byte[2 * HalfBlock];
        ulong check = DefaultInitialValue;
        ulong step = 0;
        for (int round = 0; round < Rounds; round++)
        {
            for (int at = 0; at < registers.Length; at += HalfBlock)
            {
                BinaryPrimitives.WriteUInt64BigEndian(block, check);
                registers.Slice(at, HalfBlock).CopyTo(block[HalfBlock..]);
                aes.EncryptEcb(block, block, PaddingMode.None);
                check = BinaryPrimitives.ReadUInt64BigEndian(block) ^ ++step;
                block[HalfBlock..].CopyTo(registers.Slice(at, HalfBlock));
            }
        }

        BinaryPrimitives.WriteUInt64BigEndian(wrapped, check);
        CryptographicOperations.ZeroMemory(block);
        return wrapped;
    }

    /// <summary>
    /// Unwraps a key (RFC 3394 2.2.2); false, and nothing in <paramref name="key"/>, where it was wrapped under another
    /// key or changed.
    /// </summary>
    /// <param name="keyEncryptionKey">The key it was wrapped under.</param>
    /// <param name="wrapped">24 bytes or more, in steps of 8.</param>
    /// <param name="key">Takes the key; 8 bytes shorter than <paramref name="wrapped"/>.</param>
    public static bool TryUnwrap(ReadOnlySpan<byte> keyEncryptionKey, ReadOnlySpan<byte> wrapped, Span<byte> key)
    {
        if (wrapped.Length < 3 * HalfBlock
            || wrapped.Length % HalfBlock != 0
            || key.Length != wrapped.Length - Overhead)
        {
            return false;
        }

        ulong check = Unwrap(keyEncryptionKey, wrapped, key);
        Span<byte> difference = stackalloc byte[HalfBlock];
        BinaryPrimitives.WriteUInt64BigEndian(difference, check ^ DefaultInitialValue);
        bool isIntact = CryptographicOperations.FixedTimeEquals(difference, stackalloc byte[HalfBlock]);
        if (!isIntact)
        {
            CryptographicOperations.ZeroMemory(key);
        }

        return isIntact;
    }

    private static ulong Unwrap(ReadOnlySpan<byte> keyEncryptionKey, ReadOnlySpan<byte> wrapped, Span<byte> registers)
    {
        using Aes aes = Create(keyEncryptionKey);
        wrapped[HalfBlock..].CopyTo(registers);
        Span<byte> block = stackalloc byte[2 * HalfBlock];
        ulong check = BinaryPrimitives.ReadUInt64BigEndian(wrapped);
        ulong step = (ulong)(Rounds * (registers.Length / HalfBlock));
        for (int round = 0; round < Rounds; round++)
        {
            for (int at = registers.Length - HalfBlock; at >= 0; at -= HalfBlock)
            {
                BinaryPrimitives.WriteUInt64BigEndian(block, check ^ step--);
                registers.Slice(at, HalfBlock).CopyTo(block[HalfBlock..]);
                aes.DecryptEcb(block, block, PaddingMode.None);
                check = BinaryPrimitives.ReadUInt64BigEndian(block);
                block[HalfBlock..].CopyTo(registers.Slice(at, HalfBlock));
            }
        }

        CryptographicOperations.ZeroMemory(block);
        return check;
    }

    private static Aes Create(ReadOnlySpan<byte> key)
    {
        Aes aes = Aes.Create();
        aes.SetKey(key);
        return aes;
    }
}
