using System.Security.Cryptography;
using System.Text;

namespace Garita.Device.Keys;

/// <summary>
/// What a <see cref="FileKeyStore"/> is sealed with. Holds a secret: never printed, zeroed when disposed.
/// </summary>
public sealed class KeyProtection : IDisposable
{
    // 32 bytes: as strong as the AES-256 key made of it.
    private const int ShortestKeyFile = 32;

    // OWASP's figure for PBKDF2-HMAC-SHA256: about a third of a second on a small gateway, once at start.
    private const int Iterations = 600_000;

    private static readonly byte[] Purpose = "garita device key store 1"u8.ToArray();

    private readonly byte[] _secret;
    private readonly bool _isPassphrase;

    private KeyProtection(byte[] secret, bool isPassphrase, string description)
    {
        _secret = secret;
        _isPassphrase = isPassphrase;
        Description = description;
    }

    /// <summary>No protection but the file's mode; the store says so.</summary>
    public static KeyProtection None { get; } = new(
        [], false, "plain file, mode 0600: whoever can read the disk or becomes its owner has the key");

    /// <summary>What protects the store, and what does not; for people.</summary>
    public string Description { get; }

    /// <summary>Whether there is anything to seal with.</summary>
    internal bool Seals => _secret.Length > 0;

    /// <summary>A key file of 32 random bytes or more, readable by its owner alone, best on another medium.</summary>
    /// <exception cref="DeviceException">The file is too short, or others can read it.</exception>
    public static KeyProtection FromKeyFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return FromBytes(path, $"AES-256-GCM under {path}: a copy of both files is a copy of the key");
    }

    /// <summary>A credential that systemd hands to the service (LoadCredential, LoadCredentialEncrypted).</summary>
    /// <exception cref="DeviceException">The process has no such credential.</exception>
    public static KeyProtection FromSystemdCredential(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string? directory = Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY");
        if (directory is null || name.Contains('/', StringComparison.Ordinal))
        {
            throw new DeviceException(DeviceFault.FileUnusable, $"There is no systemd credential '{name}'.");
        }

        return FromBytes(
            Path.Combine(directory, name),
            $"AES-256-GCM under the systemd credential '{name}': root on the running machine can read both");
    }

    /// <summary>A passphrase, stretched with PBKDF2.</summary>
    public static KeyProtection FromPassphrase(string passphrase)
    {
        ArgumentException.ThrowIfNullOrEmpty(passphrase);
        return new KeyProtection(
            Encoding.UTF8.GetBytes(passphrase),
            isPassphrase: true,
            "AES-256-GCM under a passphrase: as strong as the passphrase against whoever copies the file");
    }

    /// <inheritdoc/>
    public override string ToString() => "KeyProtection { *** }";

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_secret);

    /// <summary>The AES-256 key for a salt; the caller zeroes it.</summary>
    internal byte[] DeriveKey(byte[] salt) => _isPassphrase
        ? Rfc2898DeriveBytes.Pbkdf2(_secret, salt, Iterations, HashAlgorithmName.SHA256, 32)
        : HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, 32, salt, Purpose);

    private static KeyProtection FromBytes(string path, string description)
    {
        byte[] secret = SecretFiles.ReadSecret(path);
        return secret.Length >= ShortestKeyFile
            ? new KeyProtection(secret, isPassphrase: false, description)
            : throw new DeviceException(
                DeviceFault.FileInvalid, $"{path} holds less than {ShortestKeyFile} bytes.");
    }
}
