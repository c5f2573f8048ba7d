using Garita.Authority.Vault;

namespace Garita.Server.Hosting;

/// <summary>The server did not start; nothing of it runs. The message is for the person who started it.</summary>
public sealed class StartupException : Exception
{
    /// <summary>Makes one.</summary>
    public StartupException(StartupFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>Why.</summary>
    public StartupFault Fault { get; }

    internal static StartupException Of(VaultRefusal refusal, string directory)
    {
        (StartupFault fault, string why) = refusal switch
        {
            VaultRefusal.AlreadyInitialised => (StartupFault.NotEmpty, "is initialised already; nothing was changed"),
            VaultRefusal.NotEmpty => (StartupFault.NotEmpty, "holds something else; choose an empty directory"),
            VaultRefusal.Busy => (StartupFault.Busy, "is being initialised by another process"),
            VaultRefusal.NoNames => (StartupFault.BadInput, "needs at least one server name"),
            VaultRefusal.BadName => (StartupFault.BadInput, "has a bad name: 1 to 64 characters, none of them control"),
            VaultRefusal.WeakSecret => (StartupFault.BadInput, "needs a passphrase of 12 to 1024 characters"),
            VaultRefusal.ClockNotSet => (StartupFault.Clock, "needs a clock that is set"),
            VaultRefusal.ClockBeforeAuthority =>
                (StartupFault.Clock, "was made later than this machine's clock shows; set the clock"),
            VaultRefusal.NotInitialised => (StartupFault.NotInitialised, "is not initialised; run 'garita init'"),
            VaultRefusal.SecretNeeded => (StartupFault.Locked, "has encrypted keys; give the secret that unlocks them"),
            VaultRefusal.WrongSecret => (StartupFault.Locked, "has keys that this secret does not unlock"),
            VaultRefusal.Damaged => (StartupFault.Storage, "has an authority whose files are damaged or do not fit"),
            VaultRefusal.KeyReadableByOthers =>
                (StartupFault.Storage, "has a key that others may read; make it mode 0600 and ask who did"),
            VaultRefusal.RootRemoved => (StartupFault.Storage, "no longer has the root key"),
            VaultRefusal.None => throw new ArgumentOutOfRangeException(nameof(refusal)),
        };
        return new StartupException(fault, $"{directory} {why}.");
    }
}
