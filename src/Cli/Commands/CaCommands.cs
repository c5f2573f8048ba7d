using System.CommandLine;
using System.Security.Cryptography;
using Garita.Authority.Keys;
using Garita.Authority.Vault;
using Garita.Cli.Local;
using Garita.Cli.Output;
using Garita.Contracts.Identities;
using Garita.Durable;
using Garita.Pki.Profiles;
using Garita.Pki.Verification;

namespace Garita.Cli.Commands;

/// <summary><c>garita ca …</c>: the authorities of this machine's data directory. No server is asked.</summary>
public static class CaCommands
{
    private static readonly Option<string?> _unlockFile = VaultAccess.CreateUnlockOption();

    /// <summary>Builds the command.</summary>
    public static Command Create() => new Command("ca", "The certificate authorities in the data directory").With(
        new Command("list", "List roots and issuers").With(_unlockFile).Does(ListAsync),
        new Command("root", "The two root keys").With(CreateExport()));

    private static Task ListAsync(CliSession session, CancellationToken stop)
    {
        using AuthorityVault vault = VaultAccess.Open(session, new DurableFiles(), _unlockFile);
        VaultLayout layout = new(session.DataDirectory);
        VaultCertificates all = vault.Certificates;
        AuthorityCertificate[] authorities =
            [all.ServerRoot, all.ServerIssuer, all.DeviceRoot, all.DeviceIssuer, all.PeopleIssuer];
        AuthorityRow[] rows = [.. authorities.Select(authority => new AuthorityRow(
            Word(authority.Role),
            authority.Validity.NotAfter,
            File.Exists(layout.Key(authority.Role)),
            CertificateFingerprint.Of(authority.Der.Span).Hex))];
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(rows);
            return Task.CompletedTask;
        }

        TableView table = new("authority", "until", "key here", "SHA-256");
        foreach (AuthorityRow row in rows)
        {
            table.Add(
                row.Authority, row.NotAfter.ToString("yyyy-MM-dd"), row.KeyIsHere ? "yes" : "no", row.Fingerprint);
        }

        table.WriteTo(session.Terminal);
        return Task.CompletedTask;
    }

    private static Command CreateExport()
    {
        Option<string> root = new("--root") { Description = "server or device", Required = true };
        root.AcceptOnlyFromAmong("server", "device");
        Option<string> file = new("--out")
        {
            Description = "New file for the encrypted key",
            HelpName = "FILE",
            Required = true,
        };
        Option<bool> remove = new("--remove") { Description = "Then remove the key from this machine" };
        Option<string?> passphraseFile = PassphraseOption.Create();
        return new Command("export", "Copy a root's encrypted key to a file, to be kept offline")
            .With(root, file, remove, passphraseFile, _unlockFile)
            .Does((session, _) =>
            {
                CertificateRole role = session.Get(root) == "server"
                    ? CertificateRole.ServerRoot
                    : CertificateRole.DeviceRoot;
                string target = Path.GetFullPath(session.Get(file)!);
                using Passphrase passphrase = new(PassphraseOption.Read(session, passphraseFile));
                Export(session, role, target, passphrase, session.Get(remove));
                return Task.CompletedTask;
            });
    }

    private static void Export(
        CliSession session, CertificateRole role, string target, Passphrase passphrase, bool remove)
    {
        DurableFiles files = new();
        using AuthorityVault vault = VaultAccess.Open(session, files, _unlockFile);
        VaultRefusals.ThrowIfRefused(vault.TryExportRoot(role, passphrase, out byte[] pem), session.DataDirectory);
        try
        {
            files.WriteNew(target, pem, FileSecrecy.Secret);
            session.Terminal.Note(
                $"{target}: the encrypted key of the {Word(role)}; it opens with the same passphrase");
            if (remove)
            {
                // What is on the disk decides, not what was in memory: a copy that cannot be read must not cost the
                // key.
                byte[] copy = files.Read(target, pem.Length);
                VaultRefusals.ThrowIfRefused(vault.TryRemoveRoot(role, copy, passphrase), session.DataDirectory);
                session.Terminal.Note(
                    "removed here; everyday work does not need it. Keep two copies, and the passphrase apart");
            }
        }
        catch (DurableException fault)
        {
            throw new CliException(ExitCode.Failed, fault.Message, cause: fault);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pem);
        }
    }

    private static string Word(CertificateRole role) => role switch
    {
        CertificateRole.ServerRoot => "server root",
        CertificateRole.DeviceRoot => "device root",
        CertificateRole.ServerIssuer => "server issuer",
        CertificateRole.DeviceIssuer => "device issuer",
        CertificateRole.PeopleIssuer => "people issuer",
        CertificateRole.Server or CertificateRole.Device or CertificateRole.Service or CertificateRole.Operator
            or CertificateRole.Birth or CertificateRole.Assigner =>
            throw new ArgumentOutOfRangeException(nameof(role), role, "no authority"),
    };

    private sealed record AuthorityRow(string Authority, DateTimeOffset NotAfter, bool KeyIsHere, string Fingerprint);
}
