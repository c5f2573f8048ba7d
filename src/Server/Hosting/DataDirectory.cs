using Garita.Authority.Issuing;
using Garita.Authority.Vault;
using Garita.Durable;
using Garita.Server.Issuing;
using Garita.Server.Registry;
using Garita.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Hosting;

/// <summary>
/// An open data directory: the vault, the database, and the registry on top of both. One process at a time.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private const string LockName = "garita.lock";

    // EWOULDBLOCK of flock(2): another process holds the lock.
    private const int WouldBlock = 11;

    private readonly FileStream? _lock;

    private DataDirectory(FileStream? heldLock, AuthorityVault vault, Database database, IdentityRegistry registry)
    {
        _lock = heldLock;
        Vault = vault;
        Database = database;
        Registry = registry;
        Issuance = new IssuanceTable(database);
    }

    public AuthorityVault Vault { get; }

    public Database Database { get; }

    public IdentityRegistry Registry { get; }

    public IssuanceTable Issuance { get; }

    /// <summary>Opens the directory of a server that is about to run.</summary>
    /// <exception cref="StartupException">Why it cannot; nothing stays open.</exception>
    public static async Task<DataDirectory> OpenAsync(
        GaritaOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        string path = Path.GetFullPath(options.DataDirectory);
        VaultLayout layout = new(path);
        if (!Directory.Exists(layout.Authority))
        {
            throw StartupException.Of(VaultRefusal.NotInitialised, path);
        }

        FileStream held = Lock(path);
        try
        {
            return await OpenAsync(layout, held, options, time, loggers, cancellationToken).ConfigureAwait(false);
        }
        catch (StartupException)
        {
            await held.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Opens the vault and the database of a directory that somebody else guards.</summary>
    /// <exception cref="StartupException">Why it cannot; nothing stays open.</exception>
    public static async Task<DataDirectory> OpenAsync(
        VaultLayout layout, FileStream? held, GaritaOptions options, TimeProvider time, ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        AuthorityVault vault = OpenVault(layout, options, time);
        Database? database = null;
        try
        {
            database = Database.Open(layout.DataDirectory, options.Storage, loggers);
            IssuanceTable issuance = new(database);
            await IssuanceRecovery.RunAsync(issuance, time, loggers.CreateLogger("Garita.Authority"), cancellationToken)
                .ConfigureAwait(false);
            await database.Writer.WriteAsync(IdentityTable.WithdrawUnfinished, cancellationToken).ConfigureAwait(false);
            return new DataDirectory(held, vault, database, IdentityRegistry.Load(database, time));
        }
        catch (StorageException fault)
        {
            database?.Dispose();
            vault.Dispose();
            StartupFault kind = fault.Fault == StorageFault.Busy ? StartupFault.Busy : StartupFault.Storage;
            throw new StartupException(kind, fault.Message, fault);
        }
    }

    public void Dispose()
    {
        Registry.Dispose();
        Database.Dispose();
        Vault.Dispose();
        _lock?.Dispose();
    }

    private static AuthorityVault OpenVault(VaultLayout layout, GaritaOptions options, TimeProvider time)
    {
        try
        {
            VaultRefusal refusal = AuthorityVault.TryOpen(
                layout, new DurableFiles(), options.UnlockSecret, time.GetUtcNow(), out AuthorityVault? vault);
            return vault ?? throw StartupException.Of(refusal, layout.DataDirectory);
        }
        catch (DurableException fault)
        {
            throw new StartupException(StartupFault.Storage, fault.Message, fault);
        }
    }

    private static FileStream Lock(string path)
    {
        string file = Path.Combine(path, LockName);
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new StartupException(StartupFault.Storage, $"{path} cannot be written by this user.", fault);
        }
        catch (IOException fault)
        {
            throw new StartupException(
                fault.HResult == WouldBlock ? StartupFault.Busy : StartupFault.Storage,
                fault.HResult == WouldBlock
                    ? $"{path} is in use by another process."
                    : $"{path} cannot be written: {fault.Message}",
                fault);
        }
    }
}
