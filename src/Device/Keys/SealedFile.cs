using System.Security.Cryptography;

namespace Garita.Device.Keys;

/// <summary>
/// The bytes of a <see cref="FileKeyStore"/>.
/// <code>
/// "GKS1" | protection, 1: 0 plain, 1 sealed | salt, 16 | nonce, 12 | tag, 16 | content
/// </code>
/// Sealed with AES-256-GCM; everything before the nonce is authenticated too. Salt and nonce are drawn anew at every
/// write, so that no key sees a nonce twice.
/// </summary>
internal static class SealedFile
{
    private const int SaltLength = 16;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeadLength = 5 + SaltLength;
    private const int Overhead = HeadLength + NonceLength + TagLength;

    private static ReadOnlySpan<byte> Magic => "GKS1"u8;

    /// <summary>The file's bytes for some content.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> content, KeyProtection protection)
    {
        byte[] file = new byte[Overhead + content.Length];
        Magic.CopyTo(file);
        if (!protection.Seals)
        {
            content.CopyTo(file.AsSpan(Overhead));
            return file;
        }

        file[4] = 1;
        RandomNumberGenerator.Fill(file.AsSpan(5, SaltLength + NonceLength));
        byte[] key = protection.DeriveKey(file.AsSpan(5, SaltLength).ToArray());
        using AesGcm cipher = new(key, TagLength);
        cipher.Encrypt(
            file.AsSpan(HeadLength, NonceLength),
            content,
            file.AsSpan(Overhead),
            file.AsSpan(HeadLength + NonceLength, TagLength),
            file.AsSpan(0, HeadLength));
        CryptographicOperations.ZeroMemory(key);
        return file;
    }

    /// <summary>The content of a file; the caller zeroes it.</summary>
    /// <exception cref="DeviceException">It is no such file, was changed, or is sealed with something else.</exception>
    public static byte[] Open(ReadOnlySpan<byte> file, KeyProtection protection, string path)
    {
        if (file.Length < Overhead || !file.StartsWith(Magic) || file[4] > 1)
        {
            throw new DeviceException(DeviceFault.FileInvalid, $"{path} is no key store.");
        }

        // A store that asks for a key must not be replaced by a plain one unnoticed.
        bool isSealed = file[4] == 1;
        if (isSealed != protection.Seals)
        {
            string state = isSealed ? "sealed, and nothing to open it was given" : "not sealed, though it should be";
            throw new DeviceException(DeviceFault.WrongKey, $"{path} is {state}.");
        }

        byte[] content = new byte[file.Length - Overhead];
        if (!isSealed)
        {
            file[Overhead..].CopyTo(content);
            return content;
        }

        byte[] key = protection.DeriveKey(file.Slice(5, SaltLength).ToArray());
        using AesGcm cipher = new(key, TagLength);
        try
        {
            cipher.Decrypt(
                file.Slice(HeadLength, NonceLength),
                file[Overhead..],
                file.Slice(HeadLength + NonceLength, TagLength),
                content,
                file[..HeadLength]);
            return content;
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new DeviceException(DeviceFault.WrongKey, $"{path} opens with another key, or was changed.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
