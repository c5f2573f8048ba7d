using Garita.Pki.Profiles;

namespace Garita.Authority.Vault;

/// <summary>Where things are in a data directory.</summary>
/// <param name="DataDirectory">The directory of the whole installation.</param>
public sealed record VaultLayout(string DataDirectory)
{
    /// <summary>
    /// What others may keep beside the vault and may write into a draft, to be moved into place with it.
    /// </summary>
    public static IReadOnlyList<string> Companions { get; } =
        ["garita.db", "garita.db-wal", "garita.db-shm", "operators"];

    /// <summary>The vault: certificates and keys of the authorities and of the server, the server's names.</summary>
    public string Authority => Path.Combine(DataDirectory, AuthorityName);

    /// <summary>The database of the server.</summary>
    public string Database => Path.Combine(DataDirectory, Companions[0]);

    /// <summary>Bundles of operators that were made here.</summary>
    public string Operators => Path.Combine(DataDirectory, Companions[3]);

    /// <summary>The server's names, one a line; may be edited, a new certificate follows at the next start.</summary>
    public string Names => Path.Combine(Authority, "names");

    /// <summary>The server's key, certificate and issuer in one file, so that they change together.</summary>
    public string Server => Path.Combine(Authority, "server.pem");

    /// <summary>The assigner's key, certificate and issuer in one file, so that they change together.</summary>
    public string Assigner => Path.Combine(Authority, "assigner.pem");

    /// <summary>The key that signs the audit log's checkpoints.</summary>
    public string LogKey => Path.Combine(Authority, "audit-log.key");

    /// <summary>The name of the vault's directory.</summary>
    internal const string AuthorityName = "authority";

    /// <summary>Where an unfinished vault is.</summary>
    internal string Staging => Path.Combine(DataDirectory, ".init");

    /// <summary>Held open by whoever makes a vault.</summary>
    internal string Lock => Path.Combine(DataDirectory, ".init.lock");

    /// <summary>A key of bootstrap.</summary>
    public string Key(BootstrapKey which) => Path.Combine(Authority, which switch
    {
        BootstrapKey.Message => "bootstrap-message.key",
        BootstrapKey.NextMessage => "bootstrap-message-next.key",
        BootstrapKey.Token => "bootstrap-token.key",
        BootstrapKey.Secrets => "bootstrap-secrets.key",
    });

    /// <summary>An authority's certificate.</summary>
    public string Certificate(CertificateRole role) => Path.Combine(Authority, FileName(role) + ".pem");

    /// <summary>An authority's key.</summary>
    public string Key(CertificateRole role) => Path.Combine(Authority, FileName(role) + ".key");

    private static string FileName(CertificateRole role) => role switch
    {
        CertificateRole.ServerRoot => "server-root",
        CertificateRole.DeviceRoot => "device-root",
        CertificateRole.ServerIssuer => "server-issuer",
        CertificateRole.DeviceIssuer => "device-issuer",
        CertificateRole.PeopleIssuer => "people-issuer",
        CertificateRole.Server or CertificateRole.Device or CertificateRole.Service or CertificateRole.Operator
            or CertificateRole.Birth or CertificateRole.Assigner =>
            throw new ArgumentOutOfRangeException(nameof(role), role, "not an authority"),
    };
}
