using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Garita.Durable;

/// <summary>
/// The calls of libc that the framework does not offer: directories cannot be opened or synced through it.
/// </summary>
internal static partial class NativeFiles
{
    public const int PermissionDenied = 1;
    public const int NotFound = 2;
    public const int AccessDenied = 13;
    public const int FileExists = 17;
    public const int InvalidArgument = 22;
    public const int NoSpace = 28;
    public const int ReadOnlyFileSystem = 30;
    public const int NotImplemented = 38;
    public const int NotEmpty = 39;
    public const int QuotaExceeded = 122;

    /// <summary>O_RDONLY | O_CLOEXEC, the same on every Linux architecture that .NET runs on.</summary>
    public const int OpenReadOnly = 0x80000;

    /// <summary>
    /// O_RDWR | O_EXCL | O_CLOEXEC, the same on every Linux architecture that .NET runs on. Of a block device it is a
    /// claim that no other claim and no mount stands beside (open(2)); of anything else it says nothing.
    /// </summary>
    public const int OpenExclusive = 0x80082;

    /// <summary>AT_FDCWD: paths are taken as the process sees them.</summary>
    public const int CurrentDirectory = -100;

    /// <summary>RENAME_NOREPLACE: the rename fails where the target exists.</summary>
    public const uint RenameNoReplace = 1;

    /// <summary>SEEK_END.</summary>
    public const int SeekEnd = 2;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int FSync(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "lseek64", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial long Seek(SafeFileHandle handle, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MakeDirectory(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Rename(string source, string target);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int RenameAt(int from, string source, int to, string target, uint flags);

    /// <summary>Turns the last native error into the one exception type.</summary>
    public static DurableException LastError(string path)
    {
        int error = Marshal.GetLastPInvokeError();
        return new DurableException(FaultOf(error), path, Marshal.GetPInvokeErrorMessage(error));
    }

    /// <summary>What an errno means to a caller.</summary>
    public static DurableFault FaultOf(int error) => error switch
    {
        FileExists or NotEmpty => DurableFault.Exists,
        NotFound => DurableFault.Missing,
        PermissionDenied or AccessDenied => DurableFault.NoPermission,
        ReadOnlyFileSystem => DurableFault.ReadOnly,
        NoSpace or QuotaExceeded => DurableFault.DiskFull,
        _ => DurableFault.Failed,
    };
}
