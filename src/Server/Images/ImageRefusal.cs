namespace Garita.Server.Images;

/// <summary>Why an upload was not stored; a closed set.</summary>
public enum ImageRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>Longer than one image may be.</summary>
    TooLarge,

    /// <summary>The store has taken all that it may.</summary>
    StoreFull,

    /// <summary>The disk has not the room.</summary>
    DiskFull,

    /// <summary>As many uploads as there may be are under way.</summary>
    Busy,

    /// <summary>The upload ended before the length that was announced.</summary>
    TooShort,

    /// <summary>The upload went on after the length that was announced.</summary>
    TooLong,

    /// <summary>The bytes are not those of the digest.</summary>
    WrongDigest,
}
