using Garita.Durable;
using Garita.Merkle.Notes;

namespace Garita.AuditLog.Storage;

/// <summary>Keeps the newest checkpoint that enough witnesses cosigned.</summary>
internal sealed class CosignedStore(LogStore store, IDurableFiles files, NoteKey key)
{
    private readonly Lock _gate = new();

    // Replaced under the gate, read without it.
    private volatile SignedCheckpoint? _newest;

    public SignedCheckpoint? Newest => _newest;

    public void Load()
    {
        string path = store.Layout.Cosigned;
        if (!File.Exists(path))
        {
            return;
        }

        LogRefusal refusal = SignedCheckpoint.TryVerify(
            files.Read(path, NoteLimits.MaxNoteBytes), key, out SignedCheckpoint? checkpoint);
        if (refusal != LogRefusal.None)
        {
            throw new AuditLogException(LogFault.BadCheckpoint, $"{path}: {refusal}");
        }

        _newest = IsOurs(checkpoint!)
            ? checkpoint
            : throw new AuditLogException(LogFault.Altered, $"{path}: witnesses cosigned another tree");
    }

    public LogRefusal Add(SignedNote note, WitnessPolicy policy)
    {
        LogRefusal refusal = SignedCheckpoint.TryVerify(note, key, key.Name, out SignedCheckpoint? checkpoint);
        if (refusal == LogRefusal.None)
        {
            refusal = policy.Judge(checkpoint!, null, out _);
        }

        if (refusal == LogRefusal.None && !IsOurs(checkpoint!))
        {
            refusal = LogRefusal.NotConsistent;
        }

        if (refusal == LogRefusal.None)
        {
            Keep(checkpoint!);
        }

        return refusal;
    }

    private bool IsOurs(SignedCheckpoint checkpoint) =>
        checkpoint.Size <= store.Checkpoint.Size && store.Prover(checkpoint.Size).Root() == checkpoint.Root;

    private void Keep(SignedCheckpoint checkpoint)
    {
        lock (_gate)
        {
            if (_newest is { } older && older.Size > checkpoint.Size)
            {
                return;
            }

            files.Replace(store.Layout.Cosigned, checkpoint.Encode(), FileSecrecy.Public);
            _newest = checkpoint;
        }
    }
}
