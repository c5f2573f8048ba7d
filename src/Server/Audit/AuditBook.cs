using System.Security.Cryptography;
using System.Text;
using Garita.AuditLog;
using Garita.AuditLog.Entries;
using Garita.Durable;
using Garita.Firmware;
using Garita.Merkle;
using Garita.Merkle.Notes;
using Garita.Pki.Keys;
using Garita.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Audit;

/// <summary>
/// The server's audit log. After a fault of the disk it is opened again, so that a disk which has room again needs no
/// restart; until then nothing is acknowledged that needs an entry.
/// </summary>
internal sealed class AuditBook : IAuditTrail, IDisposable
{
    /// <summary>The directory's name inside the data directory.</summary>
    public const string DirectoryName = "audit";

    private const int EntriesAtOnce = 1000;

    private readonly TransparencyLogOptions _options;
    private readonly ISigningKey _key;
    private readonly IDurableFiles _files;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    // Guards opening again.
    private readonly Lock _gate = new();

    // Null while a fault of the disk keeps it closed.
    private volatile TransparencyLog? _log;

    // Where the log stood when it was closed; guarded by the gate.
    private SignedCheckpoint? _last;
    private bool _disposed;

    private AuditBook(
        TransparencyLogOptions options, ISigningKey key, IDurableFiles files, TimeProvider time, ILogger logger)
    {
        (_options, _key, _files, _time, _logger) = (options, key, files, time, logger);
        _log = TransparencyLog.Open(options, key, files);
    }

    /// <summary>The log itself.</summary>
    /// <exception cref="StorageException">A fault of the disk keeps it closed.</exception>
    public TransparencyLog Log => _log ?? Reopen();

    /// <inheritdoc/>
    public long Size => Log.Checkpoint.Size;

    /// <summary>Opens the log of a data directory, or makes it.</summary>
    /// <param name="dataDirectory">Where the server keeps everything.</param>
    /// <param name="key">The log's key; stays the caller's. The log is named for it.</param>
    /// <param name="files">The disk.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For people who run the server.</param>
    /// <exception cref="AuditLogException">It cannot be read or written, or was tampered with.</exception>
    public static AuditBook Open(
        string dataDirectory, ISigningKey key, IDurableFiles files, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(key);
        TransparencyLogOptions options = new()
        {
            Directory = Path.Combine(dataDirectory, DirectoryName),
            Origin = "garita.log/" + key.PublicKey.Hash.Hex[..16],
        };
        return new AuditBook(options, key, files, time, logger);
    }

    /// <summary>Whether a data directory has a log.</summary>
    public static bool Exists(string dataDirectory) => Directory.Exists(Path.Combine(dataDirectory, DirectoryName));

    /// <summary>Adds an entry and answers its index when it is durable.</summary>
    /// <exception cref="StorageException">It must be taken as not there, and may be there all the same.</exception>
    public async Task<long> AppendAsync(ILogEntry entry)
    {
        TransparencyLog log = Log;
        try
        {
            return await log.AppendAsync(entry).ConfigureAwait(false);
        }
        catch (AuditLogException fault)
        {
            AuditLogLog.Failed(_logger, fault.Fault.ToString(), fault.Message);
            Close(log, fault.Fault);
            throw Translate(fault);
        }
    }

    /// <summary>How many entries it is known to have, whether or not it is open: the next one has no lower index.
    /// </summary>
    public long KnownSize
    {
        get
        {
            lock (_gate)
            {
                return (_log?.Checkpoint ?? _last)?.Size ?? 0;
            }
        }
    }

    /// <summary>Adds that somebody is about to use a power.</summary>
    /// <exception cref="StorageException">It must be taken as not there.</exception>
    public Task<AuditOperation> BeginAsync(string actor, string action, string subject, MerkleHash digest) =>
        BeginAsync(new Guid(RandomNumberGenerator.GetBytes(16)), actor, action, subject, digest);

    /// <summary>The same under a name that the caller chose.</summary>
    /// <exception cref="StorageException">It must be taken as not there.</exception>
    public async Task<AuditOperation> BeginAsync(
        Guid operation, string actor, string action, string subject, MerkleHash digest)
    {
        IntentEntry intent = new(_time.GetUtcNow(), operation, Fit(actor), action, Fit(subject), digest);
        return new AuditOperation(operation, digest, await AppendAsync(intent).ConfigureAwait(false));
    }

    /// <summary>Adds how that ended.</summary>
    /// <exception cref="StorageException">It must be taken as not there.</exception>
    public Task EndAsync(AuditOperation operation, OutcomeResult result, string detail) => AppendAsync(
        new OutcomeEntry(_time.GetUtcNow(), operation.Id, result, operation.Digest, Fit(detail)));

    /// <inheritdoc/>
    public async Task<ReleaseEntries> AppendReleaseAsync(
        string actor, Sha256Digest release, Sha256Digest? wayBack, CancellationToken cancellationToken)
    {
        MerkleHash digest = new(release.ToArray());
        await BeginAsync(actor, AuditActions.PublishRelease, release.Hex, digest).ConfigureAwait(false);
        long? back = null;
        if (wayBack is { } other)
        {
            MerkleHash backDigest = new(other.ToArray());
            back = await AppendAsync(new ReleaseEntry(backDigest)).ConfigureAwait(false);
            await AppendAsync(new WayBackEntry(_time.GetUtcNow(), digest, backDigest)).ConfigureAwait(false);
        }

        return new ReleaseEntries(await AppendAsync(new ReleaseEntry(digest)).ConfigureAwait(false), back);
    }

    /// <inheritdoc/>
    public async Task<long> AppendTrustAsync(
        string actor, long version, Sha256Digest document, CancellationToken cancellationToken)
    {
        AuditOperation operation = await BeginAsync(
            actor,
            AuditActions.InstallTrust,
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"version {version}"),
            new MerkleHash(document.ToArray())).ConfigureAwait(false);
        return operation.Index;
    }

    /// <summary>Reads the log.</summary>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public T Read<T>(Func<TransparencyLog, T> work)
    {
        TransparencyLog log = Log;
        try
        {
            return work(log);
        }
        catch (AuditLogException fault)
        {
            throw Translate(fault);
        }
    }

    /// <inheritdoc/>
    public Task<long?> FindManifestAsync(Sha256Digest manifest, long from, CancellationToken cancellationToken)
    {
        MerkleHash leaf = ReleaseEntry.LeafOf(new MerkleHash(manifest.ToArray()));
        return Task.FromResult(Find(from, entry => entry.Leaf == leaf, cancellationToken));
    }

    /// <inheritdoc/>
    public Task<long?> FindTrustAsync(Sha256Digest document, long from, CancellationToken cancellationToken)
    {
        MerkleHash digest = new(document.ToArray());
        return Task.FromResult(Find(
            from,
            entry => entry.Entry is IntentEntry { Action: AuditActions.InstallTrust } intent && intent.Digest == digest,
            cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _log?.Dispose();
            _log = null;
        }
    }

    /// <summary>Cuts a text to what an entry takes, whatever a stranger chose.</summary>
    internal static string Fit(string text)
    {
        StringBuilder fitting = new();
        int bytes = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > EntryFormat.MaxNameBytes)
            {
                break;
            }

            fitting.Append(rune);
        }

        return fitting.ToString();
    }

    private static StorageException Translate(AuditLogException fault) => new(
        fault.Fault switch
        {
            LogFault.Disk when fault.InnerException is DurableException { Fault: DurableFault.DiskFull } =>
                StorageFault.Full,
            LogFault.Closed => StorageFault.Closed,
            LogFault.Busy => StorageFault.Busy,
            LogFault.Disk or LogFault.Key or LogFault.Overloaded => StorageFault.Unavailable,
            LogFault.OtherLog or LogFault.MissingCheckpoint or LogFault.BadCheckpoint or LogFault.MissingEntries
                or LogFault.Altered or LogFault.Damaged => StorageFault.Damaged,
        },
        "audit log: " + fault.Message,
        fault);

    private long? Find(long from, Func<StoredEntry, bool> isIt, CancellationToken cancellationToken) => Read(log =>
    {
        for (long first = from; first < log.Checkpoint.Size; first += EntriesAtOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (log.Read(first, EntriesAtOnce).FirstOrDefault(isIt) is { } found)
            {
                return (long?)found.Index;
            }
        }

        return null;
    });

    private void Close(TransparencyLog failed, LogFault fault)
    {
        lock (_gate)
        {
            if (fault == LogFault.Disk && _log == failed)
            {
                _last = failed.Checkpoint;
                failed.Dispose();
                _log = null;
            }
        }
    }

    private TransparencyLog Reopen()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                throw new StorageException(StorageFault.Closed, "the audit log is closed");
            }

            try
            {
                return _log ??= Continue(TransparencyLog.Open(_options, _key, _files));
            }
            catch (AuditLogException fault)
            {
                throw Translate(fault);
            }
        }
    }

    // A log that was put in this one's place while it was closed is as much damage as a shorter one.
    private TransparencyLog Continue(TransparencyLog log)
    {
        SignedCheckpoint now = log.Checkpoint;
        if (_last is not { Size: > 0 } last
            || (now.Size >= last.Size && ConsistencyProof.Verify(
                last.Size, last.Root, now.Size, now.Root, log.ProveConsistency(last.Size, now.Size))))
        {
            return log;
        }

        log.Dispose();
        throw new StorageException(
            StorageFault.Damaged, $"audit log: it had {last.Size} entries before the disk failed, and they are gone");
    }
}
