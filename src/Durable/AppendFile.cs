using Microsoft.Win32.SafeHandles;

namespace Garita.Durable;

/// <summary>An append file on the disk itself.</summary>
internal sealed class AppendFile : IAppendFile
{
    private readonly string _path;
    private readonly SafeFileHandle _handle;

    public AppendFile(string path)
    {
        _path = path;
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        Length = RandomAccess.GetLength(_handle);
    }

    public long Length { get; private set; }

    public void Append(ReadOnlySpan<byte> data)
    {
        try
        {
            RandomAccess.Write(_handle, data, Length);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DurableFiles.Translate(fault, _path);
        }

        Length += data.Length;
    }

    public void Sync()
    {
        try
        {
            RandomAccess.FlushToDisk(_handle);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DurableFiles.Translate(fault, _path);
        }
    }

    public void Truncate(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        try
        {
            RandomAccess.SetLength(_handle, length);
            RandomAccess.FlushToDisk(_handle);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DurableFiles.Translate(fault, _path);
        }

        Length = length;
    }

    public int Read(long offset, Span<byte> target)
    {
        try
        {
            int read = 0;
            int more = 1;
            while (more > 0 && read < target.Length)
            {
                more = RandomAccess.Read(_handle, target[read..], offset + read);
                read += more;
            }

            return read;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DurableFiles.Translate(fault, _path);
        }
    }

    public void Dispose() => _handle.Dispose();
}
