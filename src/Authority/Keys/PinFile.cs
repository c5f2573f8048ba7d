using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Garita.Authority.Keys;

/// <summary>
/// A PIN in a file that has no name and lies in memory alone, because the engine takes a PIN from a file or from the
/// key's name, and prints the name when something goes wrong. Gone when it is disposed.
/// </summary>
internal sealed partial class PinFile : IDisposable
{
    // MFD_CLOEXEC: programs that this one starts do not inherit it.
    private const uint CloseOnExec = 1;

    private readonly SafeFileHandle _handle;

    private PinFile(SafeFileHandle handle) => _handle = handle;

    /// <summary>How this process, and no other user's, can open it.</summary>
    public string Path => $"/proc/self/fd/{_handle.DangerousGetHandle()}";

    /// <summary>
    /// Makes the file. Throws <see cref="CryptographicException"/> where the kernel has none to give.
    /// </summary>
    public static PinFile Create(Passphrase pin)
    {
        int descriptor = CreateMemoryFile("pin", CloseOnExec);
        if (descriptor < 0)
        {
            throw new CryptographicException("no file in memory: " + Marshal.GetLastPInvokeErrorMessage());
        }

        SafeFileHandle handle = new(descriptor, ownsHandle: true);
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(pin.Characters)];
        try
        {
            Encoding.UTF8.GetBytes(pin.Characters, bytes);
            RandomAccess.Write(handle, bytes, 0);
            return new PinFile(handle);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CreateMemoryFile(string name, uint flags);
}
