using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Garita.Durable;

/// <summary>The disk itself: writes, then fsyncs the file, then renames, then fsyncs the directory.</summary>
public sealed class DurableFiles : IDurableFiles
{
    private const uint OwnerOnlyDirectory = 0x1C0; // 0700

    /// <inheritdoc/>
    public void CreateDirectory(string path)
    {
        string full = Path.GetFullPath(path);
        if (NativeFiles.MakeDirectory(full, OwnerOnlyDirectory) != 0)
        {
            throw NativeFiles.LastError(full);
        }

        SyncDirectory(ParentOf(full));
    }

    /// <inheritdoc/>
    public void WriteNew(string path, ReadOnlySpan<byte> content, FileSecrecy secrecy)
    {
        string full = Path.GetFullPath(path);
        WriteAndSync(full, content, secrecy);
        SyncDirectory(ParentOf(full));
    }

    /// <inheritdoc/>
    public void Replace(string path, ReadOnlySpan<byte> content, FileSecrecy secrecy)
    {
        string full = Path.GetFullPath(path);
        string fresh = Fresh(full);
        WriteAndSync(fresh, content, secrecy);
        PutInPlace(fresh, full);
    }

    /// <inheritdoc/>
    public IFileDraft BeginFile(string path, FileSecrecy secrecy)
    {
        string full = Path.GetFullPath(path);
        return new FileDraft(full, Fresh(full), secrecy);
    }

    /// <inheritdoc/>
    public void Move(string source, string target)
    {
        string from = Path.GetFullPath(source);
        string to = Path.GetFullPath(target);
        int here = NativeFiles.CurrentDirectory;
        if (NativeFiles.RenameAt(here, from, here, to, NativeFiles.RenameNoReplace) != 0)
        {
            MoveWithoutKernelCheck(from, to);
        }

        SyncDirectory(ParentOf(to));
        if (ParentOf(from) != ParentOf(to))
        {
            SyncDirectory(ParentOf(from));
        }
    }

    /// <inheritdoc/>
    public void Delete(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            File.Delete(full);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Translate(fault, full);
        }

        SyncDirectory(ParentOf(full));
    }

    /// <inheritdoc/>
    public void DeleteTree(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            if (Directory.Exists(full))
            {
                Directory.Delete(full, recursive: true);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Translate(fault, full);
        }

        SyncDirectory(ParentOf(full));
    }

    /// <inheritdoc/>
    public byte[] Read(string path, int limit)
    {
        string full = Path.GetFullPath(path);
        try
        {
            using SafeFileHandle handle = File.OpenHandle(full);
            long length = RandomAccess.GetLength(handle);
            if (length > limit)
            {
                throw new DurableException(DurableFault.TooLarge, full, $"longer than {limit} bytes");
            }

            byte[] content = new byte[length];
            int read = 0;
            while (read < content.Length && RandomAccess.Read(handle, content.AsSpan(read), read) is > 0 and int more)
            {
                read += more;
            }

            return read == content.Length ? content : content[..read];
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or (IOException and not DurableException))
        {
            throw Translate(fault, full);
        }
    }

    /// <inheritdoc/>
    public IAppendFile OpenAppend(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            return new AppendFile(full);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Translate(fault, full);
        }
    }

    // Some file systems (NFS among them) do not know RENAME_NOREPLACE; there the check and the rename are two steps,
    // which is enough because the vault is made under a lock.
    private static void MoveWithoutKernelCheck(string from, string to)
    {
        int error = Marshal.GetLastPInvokeError();
        if (error is not (NativeFiles.InvalidArgument or NativeFiles.NotImplemented))
        {
            throw NativeFiles.LastError(to);
        }

        if (Path.Exists(to))
        {
            throw new DurableException(DurableFault.Exists, to, string.Empty);
        }

        if (NativeFiles.Rename(from, to) != 0)
        {
            throw NativeFiles.LastError(to);
        }
    }

    /// <summary>How a file is made that was not there.</summary>
    internal static FileStreamOptions NewFile(FileSecrecy secrecy) => new()
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        BufferSize = 0,
        UnixCreateMode = secrecy switch
        {
            FileSecrecy.Secret => UnixFileMode.UserRead | UnixFileMode.UserWrite,
            FileSecrecy.Public => UnixFileMode.UserRead | UnixFileMode.UserWrite
                | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
        },
    };

    /// <summary>Renames a finished and synced file to its path; where that fails, removes it.</summary>
    internal static void PutInPlace(string fresh, string full)
    {
        if (NativeFiles.Rename(fresh, full) != 0)
        {
            DurableException failure = NativeFiles.LastError(full);
            File.Delete(fresh);
            throw failure;
        }

        SyncDirectory(ParentOf(full));
    }

    private static void WriteAndSync(string full, ReadOnlySpan<byte> content, FileSecrecy secrecy)
    {
        bool created = false;
        try
        {
            using FileStream stream = new(full, NewFile(secrecy));
            created = true;
            stream.Write(content);
            RandomAccess.FlushToDisk(stream.SafeFileHandle);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (created)
            {
                File.Delete(full);
            }

            throw Translate(fault, full);
        }
    }

    private static void SyncDirectory(string path)
    {
        int descriptor = NativeFiles.Open(path, NativeFiles.OpenReadOnly);
        if (descriptor < 0)
        {
            throw NativeFiles.LastError(path);
        }

        using SafeFileHandle handle = new(descriptor, ownsHandle: true);

        // EINVAL: a file system whose directories need no sync says so this way (fsync(2)).
        if (NativeFiles.FSync(handle) != 0 && Marshal.GetLastPInvokeError() != NativeFiles.InvalidArgument)
        {
            throw NativeFiles.LastError(path);
        }
    }

    /// <summary>Turns what the framework throws into the one exception type.</summary>
    internal static DurableException Translate(Exception fault, string path) => fault switch
    {
        UnauthorizedAccessException when Directory.Exists(path) =>
            new DurableException(DurableFault.Failed, path, "is a directory", fault),
        UnauthorizedAccessException => new DurableException(DurableFault.NoPermission, path, fault.Message, fault),
        FileNotFoundException or DirectoryNotFoundException =>
            new DurableException(DurableFault.Missing, path, fault.Message, fault),

        // On Unix the framework keeps the errno in HResult.
        _ => new DurableException(NativeFiles.FaultOf(fault.HResult), path, fault.Message, fault),
    };

    private static string Fresh(string full) =>
        $"{full}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}.new";

    private static string ParentOf(string full) => Path.GetDirectoryName(full) ?? full;
}
