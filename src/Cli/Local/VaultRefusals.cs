using Garita.Authority.Vault;

namespace Garita.Cli.Local;

/// <summary>Puts a vault's refusal into words that name the place and the way on.</summary>
public static class VaultRefusals
{
    /// <summary>Throws unless the refusal is none.</summary>
    public static void ThrowIfRefused(VaultRefusal refusal, string dataDirectory)
    {
        if (refusal != VaultRefusal.None)
        {
            throw Describe(refusal, dataDirectory);
        }
    }

    private static CliException Describe(VaultRefusal refusal, string where) => refusal switch
    {
        VaultRefusal.None => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "nothing was refused"),
        VaultRefusal.AlreadyInitialised => new CliException(
            ExitCode.Conflict,
            $"{where}: there is an installation here already",
            "it was left as it is; name another --data"),
        VaultRefusal.NotEmpty => new CliException(
            ExitCode.Conflict, $"{where}: not empty, and not ours", "name an empty or a new directory with --data"),
        VaultRefusal.Busy => new CliException(ExitCode.Conflict, $"{where}: another 'garita init' is at work here"),
        VaultRefusal.NoNames => new CliException(
            ExitCode.Usage,
            "--name: the server needs a name",
            "give the name that devices connect to: --name mqtt.lan"),
        VaultRefusal.BadName => new CliException(
            ExitCode.Usage, "--organization: 1 to 64 characters, no control characters"),
        VaultRefusal.WeakSecret => new CliException(ExitCode.Usage, "the passphrase must have 12 to 1024 characters"),
        VaultRefusal.ClockNotSet => new CliException(
            ExitCode.Failed, "this machine's clock is not set: it shows a time before this program was written"),
        VaultRefusal.ClockBeforeAuthority => new CliException(
            ExitCode.Failed,
            $"{where}: this machine's clock shows a time before the CA was made",
            "set the clock, then try again"),
        VaultRefusal.NotInitialised => new CliException(
            ExitCode.Usage,
            $"{where}: there is no installation here",
            "run 'garita init --name mqtt.lan' first, or name --data"),
        VaultRefusal.SecretNeeded => new CliException(
            ExitCode.Usage,
            $"{where}: the issuing keys are encrypted",
            "name --unlock-file, or run under the systemd credential"),
        VaultRefusal.WrongSecret => new CliException(ExitCode.Forbidden, "that is not the right passphrase"),
        VaultRefusal.Damaged => new CliException(
            ExitCode.Failed, $"{where}/authority: a key or certificate is damaged or does not belong to the others",
            "restore the directory from a backup"),
        VaultRefusal.KeyReadableByOthers => new CliException(
            ExitCode.Failed,
            $"{where}/authority: others can read a key",
            $"chmod 600 {where}/authority/*.key {where}/authority/server.pem {where}/authority/assigner.pem"),
        VaultRefusal.RootRemoved => new CliException(
            ExitCode.Failed, $"{where}: that root's key is no longer on this machine"),
    };
}
