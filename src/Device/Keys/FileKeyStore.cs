using System.Security.Cryptography;
using System.Text.Json;
using Garita.Durable;

namespace Garita.Device.Keys;

/// <summary>
/// Key, certificates and server roots in one file, encrypted at rest and mode 0600. The roots are sealed with the key,
/// so that nobody who can only write the disk can make the device trust another broker.
/// </summary>
/// <remarks>
/// It does not protect against whoever controls the running machine, nor against an older copy of the file being put
/// back. A TPM or secure element keeps the key from being copied at all.
/// </remarks>
public sealed class FileKeyStore : IKeyStore
{
    private readonly string _path;
    private readonly KeyProtection _protection;
    private readonly IDurableFiles _files;

    /// <summary>Names the file; nothing is read yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="protection">What it is sealed with; owned by the caller.</param>
    /// <param name="files">How files are written; null for the disk.</param>
    public FileKeyStore(string path, KeyProtection protection, IDurableFiles? files = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(protection);
        _path = Path.GetFullPath(path);
        _protection = protection;
        _files = files ?? new DurableFiles();
    }

    /// <inheritdoc/>
    public string Protection => _protection.Description;

    /// <inheritdoc/>
    public bool HasKey => File.Exists(_path);

    /// <inheritdoc/>
    public bool HasEncryptionKey
    {
        get
        {
            Content? content = HasKey ? Read() : null;
            content?.Zero();
            return content?.EncryptionKey is not null;
        }
    }

    /// <inheritdoc/>
    public void CreateKey()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ECDiffieHellman encryption = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        Content content = new(key.ExportPkcs8PrivateKey(), null, null, encryption.ExportPkcs8PrivateKey());
        byte[] file = Seal(content);
        SecretFiles.WriteNew(_files, _path, file, FileSecrecy.Secret);
        content.Zero();
    }

    /// <inheritdoc/>
    public void CreateEncryptionKey()
    {
        Content content = Read();
        if (content.EncryptionKey is not null)
        {
            content.Zero();
            throw new DeviceException(DeviceFault.KeyExists, $"{_path} holds an encryption key already.");
        }

        using ECDiffieHellman encryption = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        content = content with { EncryptionKey = encryption.ExportPkcs8PrivateKey() };
        byte[] file = Seal(content);
        content.Zero();
        SecretFiles.Replace(_files, _path, file, FileSecrecy.Secret);
    }

    /// <inheritdoc/>
    public ECDsa OpenKey()
    {
        Content content = Read();
        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(content.Key, out _);
            return key;
        }
        catch (CryptographicException)
        {
            key.Dispose();
            throw new DeviceException(DeviceFault.FileInvalid, $"{_path} holds no EC private key.");
        }
        finally
        {
            content.Zero();
        }
    }

    /// <inheritdoc/>
    public ECDiffieHellman OpenEncryptionKey()
    {
        Content content = Read();
        ECDiffieHellman key = ECDiffieHellman.Create();
        try
        {
            key.ImportPkcs8PrivateKey(
                content.EncryptionKey
                    ?? throw new DeviceException(DeviceFault.NoKey, $"{_path} holds no encryption key."),
                out _);
            return key;
        }
        catch (CryptographicException)
        {
            key.Dispose();
            throw new DeviceException(DeviceFault.FileInvalid, $"{_path} holds no encryption key that is one.");
        }
        finally
        {
            content.Zero();
        }
    }

    /// <inheritdoc/>
    public DeviceCertificates LoadCertificates()
    {
        Content content = Read();
        content.Zero();
        return content is { Chain: { } chain, Roots: { } roots }
            ? DeviceCertificates.FromPem(chain, roots)
            : throw new DeviceException(DeviceFault.NoCertificate, $"{_path} holds no certificate yet.");
    }

    /// <inheritdoc/>
    public void SaveCertificates(DeviceCertificates certificates)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        using (ECDsa key = OpenKey())
        {
            certificates.MustMatch(key);
        }

        Content content = Read() with { Chain = certificates.ChainPem, Roots = certificates.ServerRootsPem };
        byte[] file = Seal(content);
        content.Zero();
        SecretFiles.Replace(_files, _path, file, FileSecrecy.Secret);
    }

    /// <inheritdoc/>
    public override string ToString() => $"FileKeyStore {{ {_path} }}";

    private byte[] Seal(Content content)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(content);
        byte[] file = SealedFile.Seal(json, _protection);
        CryptographicOperations.ZeroMemory(json);
        return file;
    }

    private Content Read()
    {
        if (!HasKey)
        {
            throw new DeviceException(DeviceFault.NoKey, $"{_path} is not there.");
        }

        byte[] json = SealedFile.Open(SecretFiles.ReadSecret(_path), _protection, _path);
        try
        {
            return JsonSerializer.Deserialize<Content>(json)
                ?? throw new DeviceException(DeviceFault.FileInvalid, $"{_path} is empty.");
        }
        catch (JsonException)
        {
            throw new DeviceException(DeviceFault.FileInvalid, $"{_path} does not hold what a key store holds.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }

    // What is sealed. The keys are PKCS#8 DER, the second null in a store from before there was one; chain and roots
    // are PEM, null until they were issued.
    private sealed record Content(byte[] Key, string? Chain, string? Roots, byte[]? EncryptionKey = null)
    {
        public void Zero()
        {
            CryptographicOperations.ZeroMemory(Key);
            CryptographicOperations.ZeroMemory(EncryptionKey);
        }

        public override string ToString() => "Content { *** }";
    }
}
