namespace Garita.Merkle.Notes;

/// <summary>Limits of everything read here; a note comes from strangers and is small by nature.</summary>
public static class NoteLimits
{
    /// <summary>
    /// Bytes of a note: room for 16 signatures of any kind in use, the largest of which take some 5 kB each, and more.
    /// </summary>
    public const int MaxNoteBytes = 128 * 1024;

    /// <summary>Signature lines of a note; readers must accept at least 16 (C2SP signed-note, Format).</summary>
    public const int MaxSignatures = 64;

    /// <summary>Bytes of a key name or an origin.</summary>
    public const int MaxNameBytes = 255;

    /// <summary>Extension lines of a checkpoint; ours have none.</summary>
    public const int MaxExtensions = 16;

    /// <summary>Hashes of a proof; a witness is never sent more than 63 (C2SP tlog-witness).</summary>
    public const int MaxProofHashes = 63;

    /// <summary>Bytes of a proof's extra data.</summary>
    public const int MaxExtraBytes = 16 * 1024;

    /// <summary>Bytes of a whole proof file.</summary>
    public const int MaxProofBytes = MaxNoteBytes + (2 * MaxExtraBytes) + 4096;
}
