namespace Garita.Merkle.Notes;

/// <summary>
/// A checkpoint of a known log whose signature was verified. Exists only where that was done. It says what the log
/// claims of itself; that it claims the same to everybody is what witnesses are for.
/// </summary>
public sealed class SignedCheckpoint
{
    private SignedCheckpoint(SignedNote note, Checkpoint head)
    {
        Note = note;
        Head = head;
    }

    /// <summary>The note with all its signature lines, known or not.</summary>
    public SignedNote Note { get; }

    /// <summary>What was signed.</summary>
    public Checkpoint Head { get; }

    /// <summary>Leaves of the tree.</summary>
    public long Size => Head.Size;

    /// <summary>Root of the tree.</summary>
    public MerkleHash Root => Head.Root;

    /// <summary>
    /// Reads and verifies a checkpoint of the log whose key and origin have the same name, as ours do; it is non-null
    /// only when nothing is refused.
    /// </summary>
    public static LogRefusal TryVerify(ReadOnlySpan<byte> note, NoteKey log, out SignedCheckpoint? checkpoint)
    {
        ArgumentNullException.ThrowIfNull(log);
        return TryVerify(note, log, log.Name, out checkpoint);
    }

    /// <summary>As above, for a log whose origin is not the name of its key.</summary>
    public static LogRefusal TryVerify(
        ReadOnlySpan<byte> note, NoteKey log, string origin, out SignedCheckpoint? checkpoint)
    {
        checkpoint = null;
        LogRefusal refusal = SignedNote.TryParse(note, out SignedNote? signed);
        return refusal == LogRefusal.None ? TryVerify(signed!, log, origin, out checkpoint) : refusal;
    }

    /// <summary>As above, for a note that was read already.</summary>
    public static LogRefusal TryVerify(SignedNote note, NoteKey log, string origin, out SignedCheckpoint? checkpoint)
    {
        ArgumentNullException.ThrowIfNull(note);
        checkpoint = null;
        LogRefusal refusal = note.Check(log);
        Checkpoint? head = null;
        if (refusal == LogRefusal.None)
        {
            refusal = Checkpoint.TryParse(note.Text, out head);
        }

        if (refusal == LogRefusal.None && head!.Origin != origin)
        {
            refusal = LogRefusal.OtherOrigin;
        }

        if (refusal == LogRefusal.None)
        {
            checkpoint = new SignedCheckpoint(note, head!);
        }

        return refusal;
    }

    /// <summary>The same checkpoint with one more signature line, for instance of a witness.</summary>
    public SignedCheckpoint With(NoteSignature signature) => new(Note.With(signature), Head);

    /// <summary>The note as it is sent and stored.</summary>
    public byte[] Encode() => Note.Encode();
}
