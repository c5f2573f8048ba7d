using Microsoft.Win32.SafeHandles;

namespace Garita.Durable;

/// <summary>A region in a file or on a Linux block device.</summary>
public sealed class FileRegion : IStorageRegion, IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly SafeFileHandle _claim;
    private readonly string _path;

    private FileRegion(SafeFileHandle handle, SafeFileHandle claim, string path, long length)
    {
        _handle = handle;
        _claim = claim;
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

    /// <summary>
    /// Opens a block device, or a file, with the length that it has, and claims it: a device that is mounted, or
    /// claimed by another program, is refused, and cannot be mounted while this is open. Fails with
    /// <see cref="DurableFault.Failed"/> where it is shorter than <paramref name="least"/>.
    /// </summary>
    /// <param name="path">Such as <c>/dev/mmcblk0p3</c>.</param>
    /// <param name="least">Bytes that it must have.</param>
    public static FileRegion OpenPartition(string path, long least = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(least);
        string full = Path.GetFullPath(path);
        try
        {
            SafeFileHandle handle = File.OpenHandle(full, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            SafeFileHandle claim = new(NativeFiles.Open(full, NativeFiles.OpenExclusive), ownsHandle: true);
            long length = claim.IsInvalid ? -1 : NativeFiles.Seek(handle, 0, NativeFiles.SeekEnd);
            if (length >= least)
            {
                return new FileRegion(handle, claim, full, length);
            }

            string why = claim.IsInvalid ? "is mounted, or claimed by another program"
                : length <= 0 ? "has no length"
                : $"has {length} bytes and was expected to have {least} or more";
            handle.Dispose();
            claim.Dispose();
            throw new DurableException(DurableFault.Failed, full, why);
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
    public void Dispose()
    {
        _handle.Dispose();
        _claim.Dispose();
    }

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
