namespace Garita.Device.Update.Machine;

/// <summary>What became of chunks that came.</summary>
public enum TakeVerdict
{
    /// <summary>They are those of the signed image, and written.</summary>
    Taken,

    /// <summary>Not the next ones: had before, or one in between is missing.</summary>
    NotNext,

    /// <summary>Not those of the signed image; not a byte was written.</summary>
    Refused,

    /// <summary>Nothing is being downloaded.</summary>
    NotAsked,

    /// <summary>The update ended: its budget of bytes is spent.</summary>
    BudgetSpent,

    /// <summary>The update ended: the storage failed.</summary>
    StorageFailed,
}
