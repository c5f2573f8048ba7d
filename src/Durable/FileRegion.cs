using Microsoft.Win32.SafeHandles;

namespace Garita.Durable;

/// <summary>A region in a file or on a Linux block device.</summary>
public sealed class FileRegion : IStorageRegion, IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly string _path;

    private FileRegion(SafeFileHandle handle, string path, long length)
    {
        _handle = handle;
        _path = path;
        Length = length;
    }

    /// <inheritdoc/>
    public long Length { get; }

    /// <summary>
    /// Opens a file of exactly this length, and makes it, filled with zeros and mode 0600, where it is not there. Fails
    /// with <see cref="DurableFault.Failed"/> where it has another length.
    /// </summary>
    public static FileRegion OpenFile(string path, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        string full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            Make(full, length);
        }

        FileRegion region = OpenPartition(full);
        if (region.Length != length)
        {
            region.Dispose();
            throw new DurableException(
                DurableFault.Failed, full, $"has {region.Length} bytes and was expected to have {length}");
        }

        return region;
    }

    /// <summary>Opens a block device, or a file, with the length that it has.</summary>
    public static FileRegion OpenPartition(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            SafeFileHandle handle = File.OpenHandle(full, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            long length = NativeFiles.Seek(handle, 0, NativeFiles.SeekEnd);
            if (length > 0)
            {
                return new FileRegion(handle, full, length);
            }

            handle.Dispose();
            throw new DurableException(DurableFault.Failed, full, "has no length");
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or (IOException and not DurableException))
        {
            throw DurableFiles.Translate(fault, full);
        }
    }

    /// <inheritdoc/>
    public void Read(long offset, Span<byte> destination)
    {
        Check(offset, destination.Length);
        try
        {
            while (!destination.IsEmpty)
            {
                int read = RandomAccess.Read(_handle, destination, offset);
                if (read == 0)
                {
                    throw new DurableException(DurableFault.Failed, _path, $"ends at {offset}");
                }

                destination = destination[read..];
                offset += read;
            }
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or (IOException and not DurableException))
        {
            throw DurableFiles.Translate(fault, _path);
        }
    }

    /// <inheritdoc/>
    public void Write(long offset, ReadOnlySpan<byte> content)
    {
        Check(offset, content.Length);
        try
        {
            RandomAccess.Write(_handle, content, offset);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DurableFiles.Translate(fault, _path);
        }
    }

    /// <inheritdoc/>
    public void Sync()
    {
        if (NativeFiles.FSync(_handle) != 0)
        {
            throw NativeFiles.LastError(_path);
        }
    }

    /// <summary>Closes the file. What was not synced is as uncertain as before.</summary>
    public void Dispose() => _handle.Dispose();

    // Written under another name first: a file of half its length would be refused for ever.
    private static void Make(string full, long length)
    {
        string fresh = $"{full}.new";
        try
        {
            File.Delete(fresh);
            using (FileStream stream = new(fresh, DurableFiles.NewFile(FileSecrecy.Secret)))
            {
                stream.SetLength(length);
                RandomAccess.FlushToDisk(stream.SafeFileHandle);
            }

            DurableFiles.PutInPlace(fresh, full);
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or (IOException and not DurableException))
        {
            throw DurableFiles.Translate(fault, full);
        }
    }

    private void Check(long offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - count);
    }
}
