using System.Security.Cryptography;
using System.Text;

namespace Garita.Authority.Keys;

/// <summary>
/// Keys as text: PKCS#8, encrypted with PBES2 (PBKDF2 with SHA-256, AES-256-CBC; RFC 8018) where there is a secret.
/// </summary>
internal sealed class KeyPem(int iterations)
{
    /// <summary>What password hashing guidance asks of PBKDF2 with SHA-256: about 0.4 s a guess on one core.</summary>
    public const int DefaultIterations = 600_000;

    private const string PlainLabel = "PRIVATE KEY";
    private const string SealedLabel = "ENCRYPTED PRIVATE KEY";

    /// <summary>Writes a key; without a secret it is plain. The caller zeroes what is returned.</summary>
    public byte[] Write(SoftwareSigningKey key, Passphrase? secret)
    {
        byte[] der = secret is null
            ? key.Pair.ExportPkcs8PrivateKey()
            : key.Pair.ExportEncryptedPkcs8PrivateKey(
                secret.Characters,
                new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, iterations));
        char[] text = PemEncoding.Write(secret is null ? PlainLabel : SealedLabel, der);
        byte[] pem = new byte[text.Length + 1];
        Encoding.ASCII.GetBytes(text, pem);
        pem[^1] = (byte)'\n';
        CryptographicOperations.ZeroMemory(der);
        Array.Clear(text);
        return pem;
    }

    /// <summary>Reads a key. The key is non-null only when it was opened.</summary>
    public static KeyOpening TryRead(ReadOnlySpan<byte> pem, Passphrase? secret, out SoftwareSigningKey? key)
    {
        key = null;
        char[] text = new char[pem.Length];
        Encoding.Latin1.GetChars(pem, text);
        byte[] der = [];
        try
        {
            if (!PemEncoding.TryFind(text, out PemFields fields))
            {
                return KeyOpening.Damaged;
            }

            der = new byte[fields.DecodedDataLength];
            Convert.TryFromBase64Chars(text.AsSpan(fields.Base64Data), der, out _);
            return text.AsSpan(fields.Label) switch
            {
                PlainLabel => TryReadPlain(der, out key),
                SealedLabel when secret is null => KeyOpening.SecretNeeded,
                SealedLabel => TryReadSealed(der, secret, out key),
                _ => KeyOpening.Damaged,
            };
        }
        finally
        {
            Array.Clear(text);
            CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <summary>Whether the first block of the text is an encrypted key.</summary>
    public static bool IsSealed(ReadOnlySpan<byte> pem)
    {
        char[] text = new char[pem.Length];
        Encoding.Latin1.GetChars(pem, text);
        bool sealedFirst = PemEncoding.TryFind(text, out PemFields fields)
            && text.AsSpan(fields.Label).SequenceEqual(SealedLabel);
        Array.Clear(text);
        return sealedFirst;
    }

    private static KeyOpening TryReadPlain(ReadOnlySpan<byte> der, out SoftwareSigningKey? key)
    {
        ECDsa pair = ECDsa.Create();
        try
        {
            pair.ImportPkcs8PrivateKey(der, out _);
            key = SoftwareSigningKey.Own(pair);
            return KeyOpening.Opened;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            pair.Dispose();
            key = null;
            return KeyOpening.Damaged;
        }
    }

    // A wrong secret and a damaged file cannot be told apart: CBC has no integrity. The words for the user say so.
    private static KeyOpening TryReadSealed(ReadOnlySpan<byte> der, Passphrase secret, out SoftwareSigningKey? key)
    {
        ECDsa pair = ECDsa.Create();
        try
        {
            pair.ImportEncryptedPkcs8PrivateKey(secret.Characters, der, out _);
            key = SoftwareSigningKey.Own(pair);
            return KeyOpening.Opened;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            pair.Dispose();
            key = null;
            return KeyOpening.WrongSecret;
        }
    }
}
