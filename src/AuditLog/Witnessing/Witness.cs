using System.Security.Cryptography;
using System.Text;
using Garita.Durable;
using Garita.Merkle;
using Garita.Merkle.Notes;

namespace Garita.AuditLog.Witnessing;

/// <summary>
/// Watches other people's logs: cosigns a checkpoint only where it is consistent with the one cosigned before, and
/// remembers it before it answers (C2SP tlog-witness). It does not read what the entries say. May be used by several
/// threads.
/// </summary>
public sealed class Witness
{
    private readonly string _directory;
    private readonly Cosigner _cosigner;
    private readonly Dictionary<string, NoteKey> _logs;
    private readonly IDurableFiles _files;
    private readonly TimeProvider _time;

    // Held from looking at the state to replacing it, so that it never goes back.
    private readonly Lock _gate = new();

    /// <summary>
    /// Makes a witness. The directory, made where it is not there, holds its memory: a witness that loses it would
    /// cosign a second history. It must be used by one process at a time.
    /// </summary>
    /// <param name="directory">Where the checkpoints cosigned last lie.</param>
    /// <param name="cosigner">Its key; stays the caller's.</param>
    /// <param name="logs">The keys of the logs it knows; a key's name is its log's origin.</param>
    /// <param name="files">The disk.</param>
    /// <param name="time">Dates the cosignatures.</param>
    public Witness(
        string directory, Cosigner cosigner, IEnumerable<NoteKey> logs, IDurableFiles files, TimeProvider time)
    {
        _directory = directory;
        _cosigner = cosigner;
        _logs = logs.ToDictionary(key => key.Name);
        _files = files;
        _time = time;
        if (!Directory.Exists(directory))
        {
            files.CreateDirectory(directory);
        }
    }

    /// <summary>
    /// Judges one request. Throws <see cref="AuditLogException"/> where its own memory cannot be read.
    /// </summary>
    public WitnessAnswer Add(ReadOnlySpan<byte> request)
    {
        if (WitnessRequest.TryParse(request, out WitnessRequest? parsed) != LogRefusal.None
            || Checkpoint.TryParse(parsed!.Checkpoint.Text, out Checkpoint? claimed) != LogRefusal.None)
        {
            return Refuse(WitnessStatus.BadRequest, 0);
        }

        if (!_logs.TryGetValue(claimed!.Origin, out NoteKey? log))
        {
            return Refuse(WitnessStatus.UnknownLog, 0);
        }

        LogRefusal refusal = SignedCheckpoint.TryVerify(
            parsed.Checkpoint, log, log.Name, out SignedCheckpoint? checkpoint);
        if (refusal != LogRefusal.None)
        {
            return Refuse(WitnessStatus.NotSigned, 0);
        }

        lock (_gate)
        {
            try
            {
                return Judge(parsed, checkpoint!, log);
            }
            catch (DurableException failure)
            {
                throw new AuditLogException(LogFault.Disk, failure.Message, failure);
            }
        }
    }

    private static WitnessAnswer Refuse(WitnessStatus status, long size) => new(status, size, null);

    private WitnessAnswer Judge(WitnessRequest request, SignedCheckpoint checkpoint, NoteKey log)
    {
        SignedCheckpoint? last = Recall(log);
        long size = last?.Size ?? 0;
        if (request.OldSize > checkpoint.Size)
        {
            return Refuse(WitnessStatus.BadRequest, size);
        }

        bool forked = last is not null && last.Size == checkpoint.Size && last.Root != checkpoint.Root;
        if (request.OldSize != size || forked)
        {
            return Refuse(WitnessStatus.Conflict, size);
        }

        // From nothing there is nothing to prove, and a proof must then be empty.
        bool consistent = size == 0
            ? request.Hashes.IsEmpty
            : ConsistencyProof.Verify(size, last!.Root, checkpoint.Size, checkpoint.Root, request.Hashes);
        if (!consistent)
        {
            return Refuse(WitnessStatus.NotConsistent, size);
        }

        _files.Replace(PathOf(log), checkpoint.Encode(), FileSecrecy.Public);
        return new WitnessAnswer(
            WitnessStatus.Cosigned, checkpoint.Size, _cosigner.Cosign(checkpoint, _time.GetUtcNow()));
    }

    private SignedCheckpoint? Recall(NoteKey log)
    {
        string path = PathOf(log);
        if (!File.Exists(path))
        {
            return null;
        }

        LogRefusal refusal = SignedCheckpoint.TryVerify(
            _files.Read(path, NoteLimits.MaxNoteBytes), log, out SignedCheckpoint? checkpoint);
        return refusal == LogRefusal.None
            ? checkpoint
            : throw new AuditLogException(LogFault.BadCheckpoint, $"{path}: {refusal}");
    }

    // Origins are free text; their hash is a file name.
    private string PathOf(NoteKey log) => Path.Combine(
        _directory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(log.Name))) + ".checkpoint");
}
