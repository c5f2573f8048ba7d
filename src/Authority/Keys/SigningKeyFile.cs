namespace Garita.Authority.Keys;

/// <summary>
/// A signing key as an encrypted file: PKCS#8 in PEM under PBES2 (PBKDF2 with SHA-256 and 600,000 rounds, AES-256-CBC;
/// RFC 8018), which openssl reads and writes too.
/// </summary>
public static class SigningKeyFile
{
    /// <summary>The longest file that is read, in bytes; one of ours has about 400.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>The content of a new file. The caller zeroes it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="secret">What it is encrypted under; long enough (<see cref="Passphrase.IsLongEnough"/>).</param>
    public static byte[] Seal(SoftwareSigningKey key, Passphrase secret)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(secret);
        return secret.IsLongEnough
            ? new KeyPem(KeyPem.DefaultIterations).Write(key, secret)
            : throw new ArgumentException("too short or too long", nameof(secret));
    }

    /// <summary>
    /// Reads a file's content; the key is non-null only when nothing is refused, and is the caller's.
    /// </summary>
    /// <param name="pem">The content.</param>
    /// <param name="secret">What it is encrypted under, or null to learn whether it is encrypted.</param>
    /// <param name="key">The key.</param>
    public static KeyFileRefusal TryOpen(ReadOnlySpan<byte> pem, Passphrase? secret, out SoftwareSigningKey? key)
    {
        KeyOpening opening = KeyPem.TryRead(pem, KeyPem.IsSealed(pem) ? secret : null, out key);
        switch (opening)
        {
            case KeyOpening.Opened when KeyPem.IsSealed(pem):
                return KeyFileRefusal.None;
            case KeyOpening.Opened:
                key!.Dispose();
                key = null;
                return KeyFileRefusal.Plain;
            case KeyOpening.SecretNeeded:
                return KeyFileRefusal.SecretNeeded;
            case KeyOpening.WrongSecret:
                return KeyFileRefusal.WrongSecret;
            case KeyOpening.Damaged:
            default:
                return KeyFileRefusal.Damaged;
        }
    }
}
