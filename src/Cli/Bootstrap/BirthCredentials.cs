using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Garita.Cli.Api;
using Garita.Contracts.Api.Bootstrap;
using Garita.Durable;
using Garita.MqttClient.Transports;
using Garita.Pki.Keys;

namespace Garita.Cli.Bootstrap;

/// <summary>
/// What every device of a batch is made with: written as four files, and read back as a device uses it.
/// </summary>
public sealed class BirthCredentials : IDisposable
{
    /// <summary>The birth key, PKCS#8 in PEM; the one secret of them.</summary>
    public const string KeyFile = "birth.key";

    /// <summary>The birth certificate and its issuer.</summary>
    public const string CertificateFile = "birth.crt";

    /// <summary>What devices trust for connections.</summary>
    public const string ServerRootFile = "server-root.pem";

    /// <summary>What devices verify replies with: the current key, then the next.</summary>
    public const string MessageKeysFile = "message-keys.pem";

    // Each of the files takes about 2 KiB.
    private const int MaxFileBytes = 64 * 1024;

    private BirthCredentials(
        ClientCertificate certificate, IReadOnlyList<X509Certificate2> roots, IReadOnlyList<EcPublicKey> keys)
    {
        Certificate = certificate;
        ServerRoots = roots;
        MessageKeys = keys;
    }

    /// <summary>What lets a device ask, and nothing more.</summary>
    public ClientCertificate Certificate { get; }

    /// <summary>The only roots that the server may chain to.</summary>
    public IReadOnlyList<X509Certificate2> ServerRoots { get; }

    /// <summary>The only keys that sign replies.</summary>
    public IReadOnlyList<EcPublicKey> MessageKeys { get; }

    /// <summary>Writes the files into a directory that has none of them.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="directory">The directory.</param>
    /// <param name="kit">What the server said of the batch.</param>
    /// <param name="key">The birth key; null to leave it out.</param>
    /// <exception cref="DurableException">The disk fails, or one is there.</exception>
    public static void Write(IDurableFiles files, string directory, BirthKit kit, NewKey? key)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(kit);
        if (key is not null)
        {
            char[] pem = key.ExportPem();
            byte[] bytes = Encoding.ASCII.GetBytes(pem);
            files.WriteNew(Path.Combine(directory, KeyFile), bytes, FileSecrecy.Secret);
            CryptographicOperations.ZeroMemory(bytes);
            pem.AsSpan().Clear();
        }

        Public(files, Path.Combine(directory, CertificateFile), kit.ChainPem);
        Public(files, Path.Combine(directory, ServerRootFile), kit.ServerRootPem);
        Public(files, Path.Combine(directory, MessageKeysFile), string.Concat(kit.MessageKeysPem));
    }

    /// <summary>Reads the files of a directory.</summary>
    /// <exception cref="CliException">One is missing, or not what its name says.</exception>
    public static BirthCredentials Read(string directory)
    {
        string key = Path.Combine(directory, KeyFile);
        try
        {
            X509Certificate2Collection chain = Certificates(directory, CertificateFile);
            X509Certificate2Collection roots = Certificates(directory, ServerRootFile);
            return new BirthCredentials(WithKey(chain, key), [.. roots], Keys(Text(directory, MessageKeysFile)));
        }
        catch (DurableException fault)
        {
            throw new CliException(ExitCode.Failed, fault.Message, cause: fault);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new CliException(
                ExitCode.Failed, $"{directory}: {KeyFile}, {CertificateFile} or {ServerRootFile} is damaged");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        foreach (X509Certificate2 root in ServerRoots)
        {
            root.Dispose();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Certificate.ToString();

    private static ClientCertificate WithKey(X509Certificate2Collection chain, string keyFile)
    {
        using ECDsa key = ECDsa.Create();
        byte[] pem = new DurableFiles().Read(keyFile, MaxFileBytes);
        key.ImportFromPem(Encoding.ASCII.GetString(pem));
        CryptographicOperations.ZeroMemory(pem);
        using X509Certificate2 leaf = chain[0];
        return new ClientCertificate(leaf.CopyWithPrivateKey(key), [.. chain.Skip(1)]);
    }

    private static X509Certificate2Collection Certificates(string directory, string file)
    {
        X509Certificate2Collection read = [];
        read.ImportFromPem(Text(directory, file));
        return read.Count > 0
            ? read
            : throw new CliException(ExitCode.Failed, $"{Path.Combine(directory, file)} holds no certificate");
    }

    private static List<EcPublicKey> Keys(string pem)
    {
        List<EcPublicKey> keys = [];
        ReadOnlySpan<char> rest = pem;
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            byte[] der = Convert.FromBase64String(new string(rest[fields.Base64Data]));
            if (EcPublicKey.TryParse(der, out EcPublicKey? key) != KeyRefusal.None)
            {
                throw new CliException(ExitCode.Failed, $"{MessageKeysFile}: a key is not of P-256");
            }

            keys.Add(key!);
            rest = rest[fields.Location.End..];
        }

        return keys.Count > 0 ? keys : throw new CliException(ExitCode.Failed, $"{MessageKeysFile} holds no key");
    }

    private static string Text(string directory, string file) =>
        Encoding.UTF8.GetString(new DurableFiles().Read(Path.Combine(directory, file), MaxFileBytes));

    private static void Public(IDurableFiles files, string path, string text) =>
        files.WriteNew(path, Encoding.UTF8.GetBytes(text), FileSecrecy.Public);
}
