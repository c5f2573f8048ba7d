using Garita.Durable;

namespace Garita.AuditLog.Tests.Storage;

/// <summary>An append file of a disk with a power switch.</summary>
internal sealed class CutAppendFile : IAppendFile
{
    private readonly PowerCutFiles _disk;
    private readonly string _path;
    private readonly FileStream _stream;
    private long _synced;
    private bool _open = true;

    public CutAppendFile(PowerCutFiles disk, string path)
    {
        _disk = disk;
        _path = path;
        _stream = new FileStream(
            path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        _synced = _stream.Length;
    }

    public long Length => _stream.Length;

    public void Append(ReadOnlySpan<byte> data)
    {
        byte[] copy = data.ToArray();
        _disk.Do(_path, () => Write(copy), () => Write(copy.AsSpan(0, copy.Length / 2)));
    }

    // In the middle of a flush a part of what was appended has reached the disk.
    public void Sync() => _disk.Do(_path, () => _synced = Length, () => _synced += (Length - _synced) / 2);

    public void Truncate(long length) => _disk.Do(_path, () => Shorten(length), () => { });

    public int Read(long offset, Span<byte> target)
    {
        lock (_stream)
        {
            _stream.Position = offset;
            return _stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        }
    }

    public void Dispose()
    {
        _open = false;
        _stream.Dispose();
    }

    public void LosePower(bool keepsUnsynced)
    {
        if (_open && !keepsUnsynced)
        {
            _stream.SetLength(_synced);
        }
    }

    private void Write(ReadOnlySpan<byte> data)
    {
        lock (_stream)
        {
            _stream.Position = _stream.Length;
            _stream.Write(data);
        }
    }

    private void Shorten(long length)
    {
        _stream.SetLength(length);
        _synced = length;
    }
}
