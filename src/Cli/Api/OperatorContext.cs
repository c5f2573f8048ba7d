using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Garita.Cli.Api;

/// <summary>
/// Which server to talk to and as whom: a directory with <c>context.json</c>, <c>server-root.pem</c> and either
/// <c>operator.crt</c> with <c>operator.key</c>, or <c>operator.token</c>.
/// </summary>
public sealed class OperatorContext
{
    /// <summary>The address of the server, and nothing secret.</summary>
    public const string ContextFile = "context.json";

    /// <summary>The root that the server's certificate must chain to, PEM.</summary>
    public const string RootFile = "server-root.pem";

    /// <summary>The operator's certificate and its issuer, PEM.</summary>
    public const string CertificateFile = "operator.crt";

    /// <summary>The operator's private key, PKCS#8 PEM, mode 0600.</summary>
    public const string KeyFile = "operator.key";

    /// <summary>An API token, one line, mode 0600.</summary>
    public const string TokenFile = "operator.token";

    private OperatorContext(string directory, Uri server)
    {
        Directory = directory;
        Server = server;
    }

    /// <summary>Where the context is kept.</summary>
    public string Directory { get; }

    /// <summary>The server's address: <c>https://127.0.0.1:9443</c>.</summary>
    public Uri Server { get; }

    /// <summary>
    /// Reads a context. Throws <see cref="CliException"/> that names the file which is missing or wrong.
    /// </summary>
    public static OperatorContext Load(string directory)
    {
        string file = Path.Combine(directory, ContextFile);
        if (!File.Exists(file))
        {
            throw new CliException(
                ExitCode.Usage,
                $"{file}: there is no operator context here",
                "run 'garita init' first, or point --data at a data directory or --context at an operator's directory");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            string? server = document.RootElement.GetProperty("server").GetString();
            return Uri.TryCreate(server, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttps
                ? new OperatorContext(directory, uri)
                : throw new CliException(ExitCode.Usage, $"{file}: 'server' is not an https address");
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CliException(ExitCode.Usage, $"{file}: not a context: {fault.Message}", cause: fault);
        }
    }

    /// <summary>The same credentials for a server at another address.</summary>
    public static OperatorContext Load(string directory, Uri server) => new(Load(directory).Directory, server);

    /// <summary>What <see cref="ContextFile"/> holds for a server.</summary>
    public static string Describe(Uri server) =>
        JsonSerializer.Serialize(new Dictionary<string, string> { ["server"] = server.ToString().TrimEnd('/') });

    /// <summary>The root to trust for this server, and no other.</summary>
    public X509Certificate2 LoadRoot() => Read(RootFile, X509CertificateLoader.LoadCertificateFromFile);

    /// <summary>The operator's certificate with its key, or null when this context uses a token.</summary>
    public X509Certificate2? LoadCertificate()
    {
        if (!File.Exists(Path.Combine(Directory, CertificateFile)))
        {
            return null;
        }

        RefuseReadableByOthers(KeyFile);
        return Read(CertificateFile, path =>
            X509Certificate2.CreateFromPemFile(path, Path.Combine(Directory, KeyFile)));
    }

    /// <summary>The API token, or null when this context uses a certificate.</summary>
    public string? LoadToken()
    {
        string path = Path.Combine(Directory, TokenFile);
        if (!File.Exists(path))
        {
            return null;
        }

        RefuseReadableByOthers(TokenFile);
        return File.ReadAllText(path).Trim();
    }

    private void RefuseReadableByOthers(string name)
    {
        string path = Path.Combine(Directory, name);
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead
            | UnixFileMode.OtherWrite;
        if (File.Exists(path) && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new CliException(ExitCode.Usage, $"{path}: others can read this key", $"chmod 600 {path}");
        }
    }

    private T Read<T>(string name, Func<string, T> load)
    {
        string path = Path.Combine(Directory, name);
        try
        {
            return load(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CliException(ExitCode.Usage, $"{path}: cannot be read: {fault.Message}", cause: fault);
        }
    }
}
