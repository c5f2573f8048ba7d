namespace Garita.Merkle.Notes;

/// <summary>Why something that claims to come from a log is not believed.</summary>
public enum LogRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>Longer than <see cref="NoteLimits.MaxNoteBytes"/> or the proof's own limit.</summary>
    TooLong,

    /// <summary>Not UTF-8, or with a control character other than newline.</summary>
    NotText,

    /// <summary>No empty line followed by at least one signature line.</summary>
    NoSignatures,

    /// <summary>More than <see cref="NoteLimits.MaxSignatures"/> signature lines.</summary>
    TooManySignatures,

    /// <summary>A signature line that is not dash, key name and canonical base64 of key id and signature.</summary>
    BadSignatureLine,

    /// <summary>The first line of a checkpoint is empty or too long.</summary>
    BadOrigin,

    /// <summary>A number that is not canonical decimal, or beyond the limit.</summary>
    BadSize,

    /// <summary>A hash that is not canonical base64 of 32 bytes.</summary>
    BadHash,

    /// <summary>Extension lines that are empty or too many.</summary>
    BadExtension,

    /// <summary>The checkpoint is of another log.</summary>
    OtherOrigin,

    /// <summary>No signature line carries the log's key name and key id.</summary>
    NotSigned,

    /// <summary>A signature under a known key does not verify.</summary>
    BadSignature,

    /// <summary>Fewer witnesses than the policy asks for cosigned the checkpoint.</summary>
    TooFewWitnesses,

    /// <summary>The first line of a proof or request names no format that is known.</summary>
    BadHeader,

    /// <summary>The optional extra data of a proof is not canonical base64, or too long.</summary>
    BadExtra,

    /// <summary>More hashes than any proof has.</summary>
    TooManyHashes,

    /// <summary>The hashes do not lead from the leaf at that index to the checkpoint's root.</summary>
    NotIncluded,

    /// <summary>The tree is smaller than one already seen, or does not begin with its leaves.</summary>
    NotConsistent,
}
