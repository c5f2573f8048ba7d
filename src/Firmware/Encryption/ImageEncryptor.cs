namespace Garita.Firmware.Encryption;

/// <summary>
/// Encrypts one image with a key of its own, drawn here. No byte can be encrypted twice and no key can be brought, so
/// that no pair of key and counter ever hides two plaintexts. Not for two threads at once.
/// </summary>
public sealed class ImageEncryptor : IDisposable
{
    private readonly ContentCipher _cipher;

    /// <summary>
    /// Draws a key. The IV is zero: the key is good for one image, so the counter may begin anywhere.
    /// </summary>
    public ImageEncryptor()
    {
        Key = ContentKey.Draw();
        _cipher = new ContentCipher(Key, Iv.Span);
    }

    /// <summary>The key, for those who wrap it in a <see cref="KeyOffer"/>; disposed with this object.</summary>
    public ContentKey Key { get; }

    /// <summary>
    /// The counter block of the first byte: zero (draft-ietf-suit-firmware-encryption 7.2.1: it MUST start with zero).
    /// </summary>
    public static ReadOnlyMemory<byte> Iv { get; } = new byte[ContentCipher.IvLength];

    /// <summary>Bytes encrypted so far.</summary>
    public long Length { get; private set; }

    /// <summary>Encrypts the next bytes of the image; in place where both are the same.</summary>
    public void Encrypt(ReadOnlySpan<byte> plaintext, Span<byte> ciphertext)
    {
        _cipher.Transform(Length, plaintext, ciphertext);
        Length += plaintext.Length;
    }

    /// <inheritdoc/>
    public override string ToString() => "ImageEncryptor { *** }";

    /// <inheritdoc/>
    public void Dispose()
    {
        _cipher.Dispose();
        Key.Dispose();
    }
}
