using Garita.Durable;
using Microsoft.Win32.SafeHandles;

namespace Garita.Device.Keys;

/// <summary>Reads and writes the files of a device. What is secret must be readable by its owner alone.</summary>
internal static class SecretFiles
{
    // 64 KiB: a key, a chain of three and two roots take about 6 KiB.
    private const int Limit = 64 * 1024;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Reads a secret.</summary>
    /// <exception cref="DeviceException">Others can read or change the file, or it cannot be read.</exception>
    public static byte[] ReadSecret(string path)
    {
        try
        {
            // The mode is asked of the open file, so that the file judged is the file read.
            using SafeFileHandle file = File.OpenHandle(path);
            UnixFileMode mode = File.GetUnixFileMode(file);
            if ((mode & Others) != 0)
            {
                string shown = Convert.ToString((int)mode, 8).PadLeft(4, '0');
                throw new DeviceException(
                    DeviceFault.FileExposed, $"{path} has mode {shown}: others can use the key; make it 0600.");
            }

            long length = RandomAccess.GetLength(file);
            if (length > Limit)
            {
                throw new DeviceException(DeviceFault.FileInvalid, $"{path} is larger than {Limit} bytes.");
            }

            byte[] content = new byte[length];
            int count = RandomAccess.Read(file, content, 0);
            return count == content.Length ? content : content[..count];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DeviceException(DeviceFault.FileUnusable, $"{path}: {fault.Message}", fault);
        }
    }

    /// <summary>Reads what is no secret.</summary>
    public static string ReadText(IDurableFiles files, string path)
    {
        try
        {
            return System.Text.Encoding.UTF8.GetString(files.Read(path, Limit));
        }
        catch (DurableException fault)
        {
            throw new DeviceException(DeviceFault.FileUnusable, fault.Message, fault);
        }
    }

    /// <summary>Puts a file in place.</summary>
    public static void Replace(IDurableFiles files, string path, ReadOnlySpan<byte> content, FileSecrecy secrecy)
    {
        try
        {
            files.Replace(path, content, secrecy);
        }
        catch (DurableException fault)
        {
            throw new DeviceException(DeviceFault.FileUnusable, fault.Message, fault);
        }
    }

    /// <summary>Writes a file that must not be there yet.</summary>
    public static void WriteNew(IDurableFiles files, string path, ReadOnlySpan<byte> content, FileSecrecy secrecy)
    {
        try
        {
            files.WriteNew(path, content, secrecy);
        }
        catch (DurableException fault)
        {
            DeviceFault kind = fault.Fault == DurableFault.Exists ? DeviceFault.KeyExists : DeviceFault.FileUnusable;
            throw new DeviceException(kind, fault.Message, fault);
        }
    }
}
