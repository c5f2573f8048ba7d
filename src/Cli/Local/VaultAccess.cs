using System.CommandLine;
using Garita.Authority.Keys;
using Garita.Authority.Vault;
using Garita.Cli.Commands;
using Garita.Durable;

namespace Garita.Cli.Local;

/// <summary>Opens the vault of the data directory for commands that work on it without a server.</summary>
public static class VaultAccess
{
    /// <summary>Opens the vault. The caller disposes it.</summary>
    public static AuthorityVault Open(CliSession session, IDurableFiles files, Option<string?> unlockFile)
    {
        ArgumentNullException.ThrowIfNull(session);
        VaultLayout layout = new(session.DataDirectory);
        using Passphrase? unlock = FindUnlockSecret(session, files, unlockFile);
        VaultRefusal refusal = AuthorityVault.TryOpen(
            layout, files, unlock, session.Time.GetUtcNow(), out AuthorityVault? vault);
        VaultRefusals.ThrowIfRefused(refusal, layout.DataDirectory);
        return vault!;
    }

    /// <summary>The secret of the issuing keys: from the file named, else the systemd credential, else none.</summary>
    public static Passphrase? FindUnlockSecret(CliSession session, IDurableFiles files, Option<string?> unlockFile)
    {
        ArgumentNullException.ThrowIfNull(session);
        string? named = session.Get(unlockFile);
        try
        {
            return UnlockSources.Find(files, named, Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY"));
        }
        catch (Exception fault) when (fault is DurableException or InvalidDataException)
        {
            throw new CliException(ExitCode.Usage, fault.Message, cause: fault);
        }
    }

    /// <summary>The option <c>--unlock-file</c>.</summary>
    public static Option<string?> CreateUnlockOption() => new("--unlock-file")
    {
        Description = "File with the secret of the issuing keys (default: the systemd credential garita-unlock)",
        HelpName = "FILE",
    };
}
