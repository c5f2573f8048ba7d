using Garita.AuditLog;
using Garita.Authority.Keys;
using Garita.Authority.Vault;
using Garita.Durable;
using Garita.Server.Audit;
using Garita.Server.Images;
using Garita.Server.Releases;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Hosting;

/// <summary>The audit log and what publishes into it: images, trust documents, releases.</summary>
internal sealed class Publishing : IAsyncDisposable
{
    private readonly SoftwareSigningKey _logKey;

    private Publishing(DataDirectory data, SoftwareSigningKey logKey, ImageStore images, AuditBook audit, Around around)
    {
        _logKey = logKey;
        Images = images;
        Audit = audit;
        Late = new LateEntries(audit, data.Database, data.Database.Writer, around.Time, around.Logger);
        ReleaseSurroundings surroundings = new(
            data.Database, data.Database.Writer, images, audit, around.Time, around.Logger);
        Trust = new TrustShelf(data.Database, data.Database.Writer, audit, around.Time, around.Logger);
        Desk = new ReleaseDesk(surroundings, Trust, new PayloadCheck(images, around.Files, around.Options.Images));
        Catalog = new ReleaseCatalog(data.Database, images);
        Witnesses = new WitnessDesk(audit, Trust, around.Options.Audit, around.Time);
        Refusals = new RefusalSummaries(audit, around.Options.Audit, around.Time, around.Logger);
    }

    public AuditBook Audit { get; }

    /// <summary>Announces what is done with updates; has what the log could not take.</summary>
    public LateEntries Late { get; }

    public ImageStore Images { get; }

    public TrustShelf Trust { get; }

    public ReleaseDesk Desk { get; }

    public ReleaseCatalog Catalog { get; }

    public WitnessDesk Witnesses { get; }

    public RefusalSummaries Refusals { get; }

    /// <summary>Opens the log, which is made where there was none, and settles what a crash interrupted.</summary>
    /// <exception cref="StartupException">Why it cannot; nothing stays open.</exception>
    public static async Task<Publishing> OpenAsync(
        DataDirectory data, GaritaOptions options, TimeProvider time, ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        string directory = Path.GetFullPath(options.DataDirectory);
        SoftwareSigningKey? key = null;
        AuditBook? audit = null;
        Publishing? opened = null;
        try
        {
            long known = await KnownEntries.CountAsync(data.Database, cancellationToken).ConfigureAwait(false);
            RefuseLost(directory, known, AuditBook.Exists(directory) ? known : 0);
            VaultRefusal refusal = data.Vault.TryOpenLogKey(!AuditBook.Exists(directory), out key);
            if (key is null)
            {
                throw StartupException.Of(refusal, directory);
            }

            DurableFiles files = new();
            Around around = new(options, files, time, loggers.CreateLogger("Garita.Releases"));
            audit = AuditBook.Open(directory, key, files, time, loggers.CreateLogger("Garita.Audit"));
            RefuseLost(directory, known, audit.Size);
            ImageStore images = ImageStore.Open(directory, files, options.Images);
            opened = new Publishing(data, key, images, audit, around);
            await opened.Trust.LoadAsync(cancellationToken).ConfigureAwait(false);
            await opened.Desk.RecoverAsync(cancellationToken).ConfigureAwait(false);
            return opened;
        }
        catch (Exception fault) when (
            fault is AuditLogException or DurableException or Storage.StorageException or StartupException)
        {
            if (opened is not null)
            {
                await opened.DisposeAsync().ConfigureAwait(false);
            }

            audit?.Dispose();
            key?.Dispose();
            throw fault as StartupException ?? new StartupException(StartupFault.Storage, fault.Message, fault);
        }
    }

    // A log that is begun again, or goes on from an older state, is a second history under the same key. The first
    // look is before an empty log is made where the directory is gone.
    private static void RefuseLost(string directory, long known, long entries)
    {
        if (entries < known)
        {
            throw new StartupException(
                StartupFault.Storage,
                $"{Path.Combine(directory, AuditBook.DirectoryName)}: the log has {entries} entries, and the database "
                    + $"knows of {known}; restore both from one backup.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Refusals.DisposeAsync().ConfigureAwait(false);
        Desk.Dispose();
        Trust.Dispose();
        Images.Dispose();
        Late.Dispose();
        Audit.Dispose();
        _logKey.Dispose();
    }

    private sealed record Around(GaritaOptions Options, DurableFiles Files, TimeProvider Time, ILogger Logger);
}
