namespace Garita.Durable;

/// <summary>
/// Why a file operation could not be done; a closed set, so that a caller can say what to do about it.
/// </summary>
public enum DurableFault
{
    /// <summary>The target exists already and the operation never overwrites.</summary>
    Exists,

    /// <summary>The file or directory is not there.</summary>
    Missing,

    /// <summary>The operating system denies this user the access.</summary>
    NoPermission,

    /// <summary>The file system is mounted read-only.</summary>
    ReadOnly,

    /// <summary>The disk or the user's quota is full.</summary>
    DiskFull,

    /// <summary>The file is longer than the limit the caller stated.</summary>
    TooLarge,

    /// <summary>Anything else; the message holds the system's own words.</summary>
    Failed,
}
