namespace Garita.Durable;

/// <summary>A long file under a name of its own beside its path, until it is whole.</summary>
internal sealed class FileDraft : IFileDraft
{
    // Written bytes reach the disk in portions, so that the sync at the end does not stop every other sync for long.
    private const long BytesBetweenSyncs = 32 * 1024 * 1024;

    private readonly string _full;
    private readonly string _fresh;
    private readonly FileStream _stream;
    private long _unsynced;
    private bool _inPlace;

    public FileDraft(string full, string fresh, FileSecrecy secrecy)
    {
        (_full, _fresh) = (full, fresh);
        try
        {
            _stream = new FileStream(fresh, DurableFiles.NewFile(secrecy));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DurableFiles.Translate(fault, full);
        }
    }

    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            _unsynced += bytes.Length;
            if (_unsynced >= BytesBetweenSyncs)
            {
                RandomAccess.FlushToDisk(_stream.SafeFileHandle);
                _unsynced = 0;
            }
        }
        catch (IOException fault)
        {
            throw DurableFiles.Translate(fault, _full);
        }
    }

    public void Commit()
    {
        try
        {
            RandomAccess.FlushToDisk(_stream.SafeFileHandle);
            _stream.Dispose();
        }
        catch (IOException fault)
        {
            throw DurableFiles.Translate(fault, _full);
        }

        _inPlace = true;
        DurableFiles.PutInPlace(_fresh, _full);
    }

    public void Dispose()
    {
        _stream.Dispose();
        if (!_inPlace)
        {
            File.Delete(_fresh);
        }
    }
}
