using Garita.AuditLog.Entries;
using Garita.AuditLog.Storage;
using Garita.Durable;
using Garita.Merkle;
using Garita.Merkle.Notes;
using Garita.Pki.Keys;

namespace Garita.AuditLog;

/// <summary>
/// An append-only Merkle log in a directory, with checkpoints signed by a key of its own. It notices what is changed or
/// taken away behind its back; that it shows everybody the same tree is for witnesses to say. May be used by several
/// threads. Faults are <see cref="AuditLogException"/>.
/// </summary>
public sealed class TransparencyLog : IDisposable
{
    private readonly FileStream _lock;
    private readonly LogStore _store;
    private readonly AppendQueue _queue;
    private readonly LogReader _reader;
    private readonly LogRetention _retention;
    private readonly CosignedStore _cosigned;

    private TransparencyLog(
        FileStream held, LogStore store, TransparencyLogOptions options, NoteKey key, IDurableFiles files)
    {
        _lock = held;
        _store = store;
        _queue = new AppendQueue(store, options);
        _reader = new LogReader(store);
        _retention = new LogRetention(store, files);
        _cosigned = new CosignedStore(store, files, key);
        Key = key;
    }

    /// <summary>What verifies this log; its text form is all that anybody else needs.</summary>
    public NoteKey Key { get; }

    /// <summary>The newest checkpoint. Everything it covers is lasting.</summary>
    public SignedCheckpoint Checkpoint => _store.Checkpoint;

    /// <summary>The newest checkpoint that enough witnesses cosigned; null where there was none yet.</summary>
    public SignedCheckpoint? CosignedCheckpoint => _cosigned.Newest;

    /// <summary>
    /// Opens a log, or makes it where the directory is empty or not there. What a crash left half done is put right;
    /// what is missing or changed although a checkpoint covers it is refused.
    /// </summary>
    /// <param name="options">Where it lies, its name and limits.</param>
    /// <param name="key">Signs checkpoints; stays the caller's.</param>
    /// <param name="files">The disk.</param>
    public static TransparencyLog Open(TransparencyLogOptions options, ISigningKey key, IDurableFiles files)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(files);
        LogSigner signer = new(key, options.Origin);
        FileStream? held = null;
        TransparencyLog? log = null;
        try
        {
            if (!Directory.Exists(options.Directory))
            {
                files.CreateDirectory(options.Directory);
            }

            held = Hold(new LogLayout(options.Directory).Lock);
            RecoveredLog recovered = new LogRecovery(options, signer, files).Run();
            LogStore store = new(options, signer, files, recovered);
            log = new TransparencyLog(held, store, options, signer.Key, files);
            log._cosigned.Load();
            return log;
        }
        catch (Exception failure) when (failure is DurableException or AuditLogException)
        {
            log?.Dispose();
            held?.Dispose();
            throw failure as AuditLogException ?? new AuditLogException(LogFault.Disk, failure.Message, failure);
        }
    }

    /// <summary>
    /// Adds an entry and gives its index. Completes when the entry is lasting and a checkpoint over it is signed and
    /// lasting too; many at once share the cost. After a fault the entry may or may not be in the log. Throws
    /// <see cref="ArgumentException"/> for an entry that has no bytes, see <see cref="EntryFormat.Encode"/>.
    /// </summary>
    public Task<long> AppendAsync(ILogEntry entry) => _queue.AppendAsync(EntryFormat.Encode(entry));

    /// <summary>Proves an entry under the newest checkpoint, in the form that is delivered to devices.</summary>
    public TlogProof Prove(long index)
    {
        SignedCheckpoint checkpoint = Checkpoint;
        return new TlogProof(index, _store.Prover(checkpoint.Size).Inclusion(index), checkpoint.Note);
    }

    /// <summary>
    /// Proves an entry under the newest cosigned checkpoint; null where none covers the entry yet.
    /// </summary>
    public TlogProof? ProveCosigned(long index) => CosignedCheckpoint is { } checkpoint && index < checkpoint.Size
        ? new TlogProof(index, _store.Prover(checkpoint.Size).Inclusion(index), checkpoint.Note)
        : null;

    /// <summary>
    /// Keeps a checkpoint of this log with the lines that witnesses put under it, if they are enough for the policy and
    /// none is newer. What to send them is <see cref="Checkpoint"/> and <see cref="ProveConsistency"/>.
    /// </summary>
    public LogRefusal AddCosigned(SignedNote checkpoint, WitnessPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(policy);
        return Guarded(() => _cosigned.Add(checkpoint, policy));
    }

    /// <summary>
    /// Drops the bytes of refusal summaries of minutes before a time from segments that have ended, and keeps their
    /// hashes: everything verifies as before. Entries of other kinds stay for good. Returns how many were dropped.
    /// </summary>
    public int DropSummaries(DateTimeOffset before) => Guarded(() => _retention.Drop(before));

    /// <summary>The audit path of an entry in the tree of a size (RFC 6962 2.1.1).</summary>
    public MerkleHash[] ProveInclusion(long index, long size) => ProverAt(size).Inclusion(index);

    /// <summary>That a tree begins with an older one, both sizes at least 1 (RFC 6962 2.1.2).</summary>
    public MerkleHash[] ProveConsistency(long oldSize, long newSize) => ProverAt(newSize).Consistency(oldSize);

    /// <summary>Entries from an index on, at most so many, and none that no checkpoint covers.</summary>
    public IEnumerable<StoredEntry> Read(long first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return _reader.Read(first, count, Checkpoint.Size);
    }

    /// <summary>
    /// Writes the whole log up to the newest checkpoint, with that checkpoint at its end, for someone who has only the
    /// log's key. The same bytes as the segments, one behind the other.
    /// </summary>
    public void Export(Stream target)
    {
        ArgumentNullException.ThrowIfNull(target);
        _reader.Export(target, Checkpoint);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _store.Dispose();
        _lock.Dispose();
    }

    private static FileStream Hold(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new AuditLogException(LogFault.Busy, $"{path}: {failure.Message}", failure);
        }
    }

    private static T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DurableException failure)
        {
            throw new AuditLogException(LogFault.Disk, failure.Message, failure);
        }
    }

    private TreeProver ProverAt(long size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Checkpoint.Size);
        return _store.Prover(size);
    }
}
