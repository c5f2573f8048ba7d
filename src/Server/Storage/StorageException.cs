using Microsoft.Data.Sqlite;

namespace Garita.Server.Storage;

/// <summary>
/// The machine failed the database. What was being written is not stored, or must be taken as not stored.
/// </summary>
public sealed class StorageException : Exception
{
    /// <summary>A fault with the words for people.</summary>
    public StorageException(StorageFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>Which fault.</summary>
    public StorageFault Fault { get; }

    /// <summary>Turns SQLite's result code (sqlite.org/rescode.html) into a fault.</summary>
    internal static StorageException From(SqliteException error, string file)
    {
        StorageFault fault = error.SqliteErrorCode switch
        {
            13 => StorageFault.Full,
            8 => StorageFault.ReadOnly,
            11 or 26 => StorageFault.Damaged,
            5 or 6 => StorageFault.Busy,
            _ => StorageFault.Unavailable,
        };
        return new StorageException(fault, $"{file}: {Words(fault)}", error);
    }

    private static string Words(StorageFault fault) => fault switch
    {
        StorageFault.Full => "the disk is full",
        StorageFault.ReadOnly => "the file or its directory cannot be written",
        StorageFault.NewerSchema => "written by a newer version of this program",
        StorageFault.Damaged => "not a database of this program, or damaged",
        StorageFault.Busy => "another program holds the database",
        StorageFault.Unavailable => "the file cannot be opened, read or written",
        StorageFault.Closed => "the database is closed",
    };
}
