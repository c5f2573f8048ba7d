using Microsoft.Data.Sqlite;

namespace Garita.Server.Storage;

/// <summary>
/// The machine failed the database. What was being written is not stored, or must be taken as not stored.
/// </summary>
public sealed class StorageException : Exception
{
    // What an empty database needs beside itself: 32 KiB for the index of its log, and a few pages.
    private const long SmallestRoom = 64 * 1024;

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
            _ => HasRoom(file) ? StorageFault.Unavailable : StorageFault.Full,
        };
        return new StorageException(fault, $"{file}: {Words(fault)}", error);
    }

    // SQLite calls a full disk by many names (IOERR_SHMSIZE, CANTOPEN), depending on which of its files did not fit.
    private static bool HasRoom(string file)
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(file))!).AvailableFreeSpace >= SmallestRoom;
        }
        catch (IOException)
        {
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
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
