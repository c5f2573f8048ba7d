using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Garita.Firmware.Encryption;

/// <summary>
/// AES-128 in counter mode (A128CTR, RFC 9459 4): encrypts and decrypts any part of an image alone. The counter block
/// of byte n is the IV plus n / 16, as one 128-bit number. Not for two threads at once.
/// </summary>
/// <remarks>
/// It hides content and proves nothing: whoever changes a bit of the one changes that bit of the other.
/// </remarks>
public sealed class ContentCipher : IDisposable
{
    /// <summary>Length of the IV, in bytes.</summary>
    public const int IvLength = 16;

    private const int BlockLength = 16;

    // 4 KiB of key stream at a time: one call into the engine for 256 blocks, and small enough for a device.
    private const int StreamLength = 4096;

    private readonly Aes _aes;
    private readonly UInt128 _iv;
    private readonly byte[] _stream = new byte[StreamLength];

    /// <summary>Starts with a key and an IV. The key may be disposed afterwards.</summary>
    /// <param name="key">The content key.</param>
    /// <param name="iv">16 bytes: the counter block of the first byte.</param>
    internal ContentCipher(ContentKey key, ReadOnlySpan<byte> iv)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(iv.Length, IvLength);
        _iv = BinaryPrimitives.ReadUInt128BigEndian(iv);
        _aes = Aes.Create();
        _aes.SetKey(key.Bytes);
    }

    /// <summary>Encrypts plaintext, or decrypts ciphertext; in place where both are the same.</summary>
    /// <param name="offset">Where in the image the bytes lie; at least 0.</param>
    /// <param name="source">The bytes.</param>
    /// <param name="destination">Takes as many bytes.</param>
    public void Transform(long offset, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, source.Length);
        int done = 0;
        while (done < source.Length)
        {
            int skip = (int)((offset + done) % BlockLength);
            int count = Math.Min(source.Length - done, StreamLength - skip);
            FillStream((offset + done) / BlockLength, skip + count);
            Xor(source.Slice(done, count), _stream.AsSpan(skip, count), destination.Slice(done, count));
            done += count;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => "ContentCipher { *** }";

    /// <inheritdoc/>
    public void Dispose()
    {
        _aes.Dispose();
        CryptographicOperations.ZeroMemory(_stream);
    }

    private void FillStream(long block, int length)
    {
        int blocks = (length + BlockLength - 1) / BlockLength;
        UInt128 counter = unchecked(_iv + (UInt128)block);
        for (int at = 0; at < blocks; at++)
        {
            BinaryPrimitives.WriteUInt128BigEndian(_stream.AsSpan(at * BlockLength), counter);
            counter = unchecked(counter + 1);
        }

        Span<byte> stream = _stream.AsSpan(0, blocks * BlockLength);
        _aes.EncryptEcb(stream, stream, PaddingMode.None);
    }

    private static void Xor(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> result)
    {
        ReadOnlySpan<ulong> leftWords = MemoryMarshal.Cast<byte, ulong>(left);
        ReadOnlySpan<ulong> rightWords = MemoryMarshal.Cast<byte, ulong>(right);
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(result);
        for (int i = 0; i < leftWords.Length; i++)
        {
            words[i] = leftWords[i] ^ rightWords[i];
        }

        for (int i = leftWords.Length * sizeof(ulong); i < left.Length; i++)
        {
            result[i] = (byte)(left[i] ^ right[i]);
        }
    }
}
