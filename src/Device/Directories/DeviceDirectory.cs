using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Garita.Contracts.Identities;
using Garita.Device.Keys;
using Garita.Durable;

namespace Garita.Device.Directories;

/// <summary>
/// A bench device as plain files that any client can use: mosquitto_pub takes the three PEM files as they are. The key
/// is not encrypted; the encrypted key store is the form that is.
/// </summary>
public sealed class DeviceDirectory : IKeyStore
{
    /// <summary>The private key, PKCS#8 PEM, mode 0600.</summary>
    public const string KeyFile = "device.key";

    /// <summary>The encryption key, PKCS#8 PEM, mode 0600.</summary>
    public const string EncryptionKeyFile = "device-encryption.key";

    /// <summary>The certificate and its issuers, PEM.</summary>
    public const string CertificateFile = "device.crt";

    /// <summary>The server root or roots, PEM.</summary>
    public const string ServerRootFile = "server-root.pem";

    /// <summary>Id, host and port, JSON.</summary>
    public const string SettingsFile = "device.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly IDurableFiles _files;

    private DeviceDirectory(string path, DeviceSettings settings, IDurableFiles files)
    {
        Path = path;
        Settings = settings;
        _files = files;
    }

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>What <see cref="SettingsFile"/> says.</summary>
    public DeviceSettings Settings { get; }

    /// <inheritdoc/>
    public string Protection => "plain file, mode 0600: whoever can read the disk or becomes its owner has the key";

    /// <inheritdoc/>
    public bool HasKey => File.Exists(In(KeyFile));

    /// <inheritdoc/>
    public bool HasEncryptionKey => File.Exists(In(EncryptionKeyFile));

    /// <summary>Makes a directory with its settings; the key and certificates come later.</summary>
    /// <param name="path">Must not exist yet, or be empty.</param>
    /// <param name="settings">Whom the device is and where its broker is.</param>
    /// <param name="files">How files are written; null for the disk.</param>
    /// <exception cref="DeviceException">The directory holds something, or cannot be written.</exception>
    public static DeviceDirectory Create(string path, DeviceSettings settings, IDurableFiles? files = null)
    {
        MustBeUsable(settings, SettingsFile);
        DeviceDirectory directory = new(System.IO.Path.GetFullPath(path), settings, files ?? new DurableFiles());
        try
        {
            if (!Directory.Exists(directory.Path))
            {
                directory._files.CreateDirectory(directory.Path);
            }
            else if (Directory.EnumerateFileSystemEntries(directory.Path).Any())
            {
                throw new DeviceException(DeviceFault.KeyExists, $"{directory.Path} is not empty.");
            }
        }
        catch (DurableException fault)
        {
            throw new DeviceException(DeviceFault.FileUnusable, fault.Message, fault);
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(settings, Json);
        SecretFiles.WriteNew(directory._files, directory.In(SettingsFile), json, FileSecrecy.Public);
        return directory;
    }

    /// <summary>Opens a directory that <see cref="Create"/> made.</summary>
    /// <exception cref="DeviceException">There is none, or its settings are wrong.</exception>
    public static DeviceDirectory Open(string path, IDurableFiles? files = null)
    {
        IDurableFiles disk = files ?? new DurableFiles();
        string full = System.IO.Path.GetFullPath(path);
        string settingsFile = System.IO.Path.Combine(full, SettingsFile);
        try
        {
            DeviceSettings settings = JsonSerializer.Deserialize<DeviceSettings>(
                SecretFiles.ReadText(disk, settingsFile), Json)!;
            MustBeUsable(settings, settingsFile);
            return new DeviceDirectory(full, settings, disk);
        }
        catch (JsonException fault)
        {
            throw new DeviceException(DeviceFault.FileInvalid, $"{settingsFile}: {fault.Message}", fault);
        }
    }

    /// <inheritdoc/>
    public void CreateKey()
    {
        using (ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            Write(KeyFile, key);
        }

        // Second: where a power cut comes between, the encryption key can be made later.
        if (!HasEncryptionKey)
        {
            CreateEncryptionKey();
        }
    }

    /// <inheritdoc/>
    public void CreateEncryptionKey()
    {
        using ECDiffieHellman key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        Write(EncryptionKeyFile, key);
    }

    /// <inheritdoc/>
    public ECDsa OpenKey() => Open(KeyFile, ECDsa.Create());

    /// <inheritdoc/>
    public ECDiffieHellman OpenEncryptionKey() => Open(EncryptionKeyFile, ECDiffieHellman.Create());

    /// <inheritdoc/>
    public DeviceCertificates LoadCertificates() => DeviceCertificates.FromPem(
        SecretFiles.ReadText(_files, In(CertificateFile)), SecretFiles.ReadText(_files, In(ServerRootFile)));

    /// <inheritdoc/>
    public void SaveCertificates(DeviceCertificates certificates)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        using (ECDsa key = OpenKey())
        {
            certificates.MustMatch(key);
        }

        byte[] roots = Encoding.ASCII.GetBytes(certificates.ServerRootsPem);
        SecretFiles.Replace(_files, In(ServerRootFile), roots, FileSecrecy.Public);
        byte[] chain = Encoding.ASCII.GetBytes(certificates.ChainPem);
        SecretFiles.Replace(_files, In(CertificateFile), chain, FileSecrecy.Public);
    }

    /// <inheritdoc/>
    public override string ToString() => Path;

    private static void MustBeUsable(DeviceSettings? settings, string file)
    {
        string? wrong = settings switch
        {
            null => "it is empty",
            _ when !Identity.TryCreate(IdentityKind.Device, settings.Id, out _) => "'id' is no device id",
            _ when string.IsNullOrWhiteSpace(settings.Host) => "'host' is empty",
            _ when settings.Port is < 1 or > ushort.MaxValue => "'port' is not between 1 and 65535",
            _ => null,
        };
        if (wrong is not null)
        {
            throw new DeviceException(DeviceFault.FileInvalid, $"{file}: {wrong}.");
        }
    }

    private void Write(string file, ECAlgorithm key)
    {
        byte[] pem = Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n");
        try
        {
            SecretFiles.WriteNew(_files, In(file), pem, FileSecrecy.Secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pem);
        }
    }

    // The key is disposed where nothing is read into it.
    private TKey Open<TKey>(string file, TKey key)
        where TKey : ECAlgorithm
    {
        byte[] pem = [];
        bool opened = false;
        try
        {
            pem = File.Exists(In(file))
                ? SecretFiles.ReadSecret(In(file))
                : throw new DeviceException(DeviceFault.NoKey, $"{In(file)} is not there.");
            key.ImportFromPem(Encoding.ASCII.GetString(pem));
            opened = true;
            return key;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new DeviceException(DeviceFault.FileInvalid, $"{In(file)} holds no EC private key in PEM.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pem);
            if (!opened)
            {
                key.Dispose();
            }
        }
    }

    private string In(string file) => System.IO.Path.Combine(Path, file);
}
