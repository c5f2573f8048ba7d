namespace Garita.Durable;

/// <summary>
/// A long file on its way to the disk. Disposed before it is committed, it leaves nothing. For one caller at a time.
/// </summary>
public interface IFileDraft : IDisposable
{
    /// <summary>Adds bytes at the end; they may still be lost.</summary>
    /// <exception cref="DurableException">They were not all written; the draft can only be disposed.</exception>
    ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Puts the file in place of whatever its path held; it is on the disk when this returns.</summary>
    /// <exception cref="DurableException">The path holds what it held before, or it is not certain to hold the new
    /// file after a power cut.</exception>
    void Commit();
}
