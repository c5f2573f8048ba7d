namespace Garita.Server.Storage;

/// <summary>Why the database cannot be opened or written.</summary>
public enum StorageFault
{
    /// <summary>The disk, or the limit of <see cref="StorageOptions.MaxBytes"/>, is full.</summary>
    Full,

    /// <summary>The file or its directory cannot be written.</summary>
    ReadOnly,

    /// <summary>A newer program wrote the file.</summary>
    NewerSchema,

    /// <summary>The file is not a database of this program, or is damaged.</summary>
    Damaged,

    /// <summary>Another program holds the file.</summary>
    Busy,

    /// <summary>The file cannot be opened, read or written for another reason.</summary>
    Unavailable,

    /// <summary>The database was closed.</summary>
    Closed,
}
