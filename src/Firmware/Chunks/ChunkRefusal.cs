namespace Garita.Firmware.Chunks;

/// <summary>Why chunks, or what proves them, are refused. A closed set.</summary>
public enum ChunkRefusal
{
    /// <summary>Nothing is refused.</summary>
    None,

    /// <summary>A packet is not laid out as one.</summary>
    Malformed,

    /// <summary>The first chunk's index is negative or beyond the last chunk.</summary>
    IndexOutOfRange,

    /// <summary>There are no bytes, or more chunks than are taken at once.</summary>
    CountOutOfRange,

    /// <summary>A chunk is shorter or longer than the signed size says: only the last may be short.</summary>
    WrongLength,

    /// <summary>The proof has hashes too many or too few for these chunks of this tree.</summary>
    WrongProofLength,

    /// <summary>The leaf list has not 32 bytes for every chunk.</summary>
    WrongListLength,

    /// <summary>The bytes do not lead to the signed root: changed, of another place, or of another image.</summary>
    NotInTree,
}
