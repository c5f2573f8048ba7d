using System.Security.Cryptography;
using Garita.Firmware.Encryption;

namespace Garita.Firmware.Tests.Encryption;

public sealed class ContentCipherTests
{
    [Fact]
    public void Any_part_decrypts_alone()
    {
        byte[] plaintext = RandomNumberGenerator.GetBytes(20_000);
        using ImageEncryptor encryptor = new();
        byte[] ciphertext = new byte[plaintext.Length];
        foreach ((int start, int end) in new[] { (0, 1), (1, 4097), (4097, 4100), (4100, 20_000) })
        {
            encryptor.Encrypt(plaintext.AsSpan(start..end), ciphertext.AsSpan(start..end));
        }

        Assert.Equal(plaintext.Length, encryptor.Length);
        using ContentCipher cipher = new(encryptor.Key, ImageEncryptor.Iv.Span);
        foreach ((int start, int end) in new[] { (0, 20_000), (4096, 8192), (19_999, 20_000), (17, 9001), (16, 32) })
        {
            byte[] part = ciphertext[start..end];
            cipher.Transform(start, part, part);
            Assert.Equal(plaintext[start..end], part);
        }
    }

    // NIST SP 800-38A F.5.1.
    [Fact]
    public void Counter_mode_agrees_with_the_published_example()
    {
        using ContentKey key = ContentKey.Own(Convert.FromHexString("2b7e151628aed2a6abf7158809cf4f3c"));
        using ContentCipher cipher = new(key, Convert.FromHexString("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"));
        byte[] plaintext = Convert.FromHexString(
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
            + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
        byte[] ciphertext = new byte[plaintext.Length];
        cipher.Transform(0, plaintext, ciphertext);
        Assert.Equal(
            "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"
            + "5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee",
            Convert.ToHexStringLower(ciphertext));
    }

    [Fact]
    public void Counter_carries_over_all_its_bytes()
    {
        using ContentKey key = ContentKey.Draw();
        byte[] last = [.. Enumerable.Repeat((byte)0xFF, 16)];
        using ContentCipher wrapping = new(key, last);
        using ContentCipher zero = new(key, new byte[16]);
        Assert.Equal(Stream(zero, 0), Stream(wrapping, 16));
    }

    [Theory]
    [InlineData((1L << 31) - 8)]
    [InlineData((1L << 32) - 8)]
    [InlineData((1L << 36) - 8)]
    [InlineData(long.MaxValue - 64)]
    public void Far_offsets_use_the_counter_of_their_block(long offset)
    {
        using ContentKey key = ContentKey.Draw();
        using ContentCipher far = new(key, new byte[16]);
        byte[] expected = new byte[32];
        byte[] counter = new byte[16];
        for (int i = 0; i < expected.Length; i++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(counter.AsSpan(8), (offset + i) / 16);
            using ContentCipher one = new(key, counter);
            expected[i] = Stream(one, 0)[(int)((offset + i) % 16)];
        }

        Assert.Equal(expected, Stream(far, offset));
    }

    [Fact]
    public void Two_encryptors_never_share_a_key()
    {
        using ImageEncryptor one = new();
        using ImageEncryptor other = new();
        Assert.NotEqual(one.Key.Bytes.ToArray(), other.Key.Bytes.ToArray());
    }

    private static byte[] Stream(ContentCipher cipher, long offset)
    {
        byte[] stream = new byte[32];
        cipher.Transform(offset, stream, stream);
        return stream;
    }
}
