using System.Security.Cryptography;

namespace Garita.Firmware.Encryption;

/// <summary>
/// The AES-128 key that one image is encrypted with. There is no way to choose one, so none encrypts two images. Never
/// printed; zeroed when disposed.
/// </summary>
public sealed class ContentKey : IDisposable
{
    /// <summary>Length in bytes.</summary>
    internal const int Length = 16;

    private readonly byte[] _key;

    private ContentKey(byte[] key) => _key = key;

    /// <summary>The key itself, for those who wrap it or encrypt with it.</summary>
    internal ReadOnlySpan<byte> Bytes => _key;

    /// <inheritdoc/>
    public override string ToString() => "ContentKey { *** }";

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    /// <summary>Draws a key.</summary>
    internal static ContentKey Draw() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>Takes a key that was unwrapped; the array is the new object's own from here on.</summary>
    internal static ContentKey Own(byte[] key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, Length);
        return new ContentKey(key);
    }
}
