namespace Garita.Durable;

/// <summary>
/// A fixed length of storage that is read and written in place: a raw partition, or a file that stands for one. What
/// was written is on the disk only after <see cref="Sync"/>; before, a power cut may keep all of it, some, or nothing.
/// A fault of the disk is a <see cref="DurableException"/>.
/// </summary>
public interface IStorageRegion
{
    /// <summary>Bytes; it never changes.</summary>
    long Length { get; }

    /// <summary>Fills the destination from the offset on; both lie inside the region.</summary>
    void Read(long offset, Span<byte> destination);

    /// <summary>Writes from the offset on; both lie inside the region.</summary>
    void Write(long offset, ReadOnlySpan<byte> content);

    /// <summary>Returns when everything written so far survives a power cut.</summary>
    void Sync();
}
