using System.Text;
using Garita.AuditLog;
using Garita.Merkle;
using Garita.Merkle.Notes;
using Garita.Server.Releases;

namespace Garita.Server.Audit;

/// <summary>
/// Deals with witnesses: shows them a checkpoint with the proof that it continues what they saw, and gathers their
/// words until there are as many as the trust document in force asks for. Believes only witnesses of that document.
/// </summary>
internal sealed class WitnessDesk(AuditBook audit, TrustShelf trust, AuditOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();

    // Guarded by the gate: what waits for more witnesses, by size.
    private readonly SortedDictionary<long, SignedNote> _gathering = [];
    private SignedCheckpoint? _shown;
    private DateTimeOffset _shownSince;

    /// <summary>
    /// What to show a witness that cosigned the log at a size last, 0 for never; null where the log is not so long.
    /// </summary>
    /// <exception cref="Storage.StorageException">The log cannot be read.</exception>
    public string? Request(long old) => audit.Read(log =>
    {
        if (old > log.Checkpoint.Size)
        {
            return null;
        }

        SignedCheckpoint shown = Show(log, old);
        MerkleHash[] hashes = old == 0 ? [] : log.ProveConsistency(old, shown.Size);
        return Encoding.UTF8.GetString(new WitnessRequest(old, hashes, shown.Note).Encode());
    });

    /// <summary>
    /// Takes a checkpoint of this log with lines of witnesses. <see cref="LogRefusal.TooFewWitnesses"/> says that they
    /// are kept and more are waited for.
    /// </summary>
    /// <exception cref="Storage.StorageException">The log cannot be read or written.</exception>
    public LogRefusal Add(string text) => audit.Read(log =>
    {
        LogRefusal refusal = SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out SignedNote? note);
        SignedCheckpoint? checkpoint = null;
        if (refusal == LogRefusal.None)
        {
            refusal = SignedCheckpoint.TryVerify(note!, log.Key, log.Key.Name, out checkpoint);
        }

        if (refusal != LogRefusal.None)
        {
            return refusal;
        }

        WitnessPolicy policy = trust.Current?.Document.Content.Witnesses ?? WitnessPolicy.None;
        List<NoteSignature> words = [];
        foreach (NoteKey witness in policy.Witnesses)
        {
            if (note!.Check(witness, out NoteSignature? word) == LogRefusal.None)
            {
                words.Add(word!);
            }
        }

        note!.Check(log.Key, out NoteSignature? own);
        return words.Count == 0
            ? LogRefusal.NotSigned
            : log.AddCosigned(
                Gather(checkpoint!, own!, words),
                WitnessPolicy.Create(policy.Witnesses, Math.Max(1, policy.Required))!);
    });

    private SignedCheckpoint Show(TransparencyLog log, long old)
    {
        lock (_gate)
        {
            bool isUsed = _shown is null
                || _shown.Size < old
                || _shown.Size <= (log.CosignedCheckpoint?.Size ?? -1)
                || time.GetUtcNow() - _shownSince > options.WitnessPatience;
            if (isUsed)
            {
                (_shown, _shownSince) = (log.Checkpoint, time.GetUtcNow());
            }

            return _shown!;
        }
    }

    private SignedNote Gather(SignedCheckpoint checkpoint, NoteSignature own, List<NoteSignature> words)
    {
        lock (_gate)
        {
            SignedNote gathered = _gathering.TryGetValue(checkpoint.Size, out SignedNote? before)
                ? before
                : SignedNote.Of(checkpoint.Note.Text, own);
            gathered = words.Aggregate(gathered, (note, word) => note.WithNewest(word));
            _gathering[checkpoint.Size] = gathered;
            if (_gathering.Count > options.MaxGathering)
            {
                _gathering.Remove(_gathering.First().Key);
            }

            return gathered;
        }
    }
}
