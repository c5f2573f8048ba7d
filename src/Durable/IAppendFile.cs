namespace Garita.Durable;

/// <summary>
/// A file that only grows, open for writing. What was appended is lasting when <see cref="Sync"/> has returned and not
/// before: after a power cut any part of what was not synced may be there or not. Failures are
/// <see cref="DurableException"/>; after one of <see cref="Sync"/> nobody knows what the disk holds, and the file must
/// be opened and read again before it is written. Not for two writers at once; readers may be many.
/// </summary>
public interface IAppendFile : IDisposable
{
    /// <summary>Bytes of the file, those not synced included.</summary>
    long Length { get; }

    /// <summary>Writes behind the last byte.</summary>
    void Append(ReadOnlySpan<byte> data);

    /// <summary>Makes all that was appended lasting.</summary>
    void Sync();

    /// <summary>Cuts the file to a length not beyond its own; lasting when the call returns.</summary>
    void Truncate(long length);

    /// <summary>Reads from an offset; fewer bytes than asked for only at the end of the file.</summary>
    int Read(long offset, Span<byte> target);
}
