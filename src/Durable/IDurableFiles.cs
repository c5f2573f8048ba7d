namespace Garita.Durable;

/// <summary>
/// Files whose changes are on the disk when the call returns. Every call either is done and lasting, or throws
/// <see cref="DurableException"/>; after a power cut each path holds its old or its new content, never a part.
/// </summary>
public interface IDurableFiles
{
    /// <summary>
    /// Makes one directory, mode 0700. Fails with <see cref="DurableFault.Exists"/> where it is there.
    /// </summary>
    void CreateDirectory(string path);

    /// <summary>Writes a file that was not there. Fails with <see cref="DurableFault.Exists"/> where it is.</summary>
    void WriteNew(string path, ReadOnlySpan<byte> content, FileSecrecy secrecy);

    /// <summary>Puts a file in place of whatever the path held. A reader sees the old file or the new one.</summary>
    void Replace(string path, ReadOnlySpan<byte> content, FileSecrecy secrecy);

    /// <summary>
    /// Begins a file that is too long to be held in memory. Nothing is at the path, or what was there before, until it
    /// is committed. A power cut leaves a file that ends in <c>.new</c> beside it, for the directory's owner to clear
    /// away.
    /// </summary>
    IFileDraft BeginFile(string path, FileSecrecy secrecy);

    /// <summary>
    /// Renames a file or directory. Fails with <see cref="DurableFault.Exists"/> where the target is there, an empty
    /// directory included.
    /// </summary>
    void Move(string source, string target);

    /// <summary>Removes a file. Nothing happens where it is not there.</summary>
    void Delete(string path);

    /// <summary>
    /// Removes a directory with all it holds. Nothing happens where it is not there; a power cut may leave a part.
    /// </summary>
    void DeleteTree(string path);

    /// <summary>
    /// Reads a whole file. Fails with <see cref="DurableFault.TooLarge"/> beyond the limit, in bytes.
    /// </summary>
    byte[] Read(string path, int limit);

    /// <summary>
    /// Opens a file to append to it. Fails with <see cref="DurableFault.Missing"/> where it is not there: making it is
    /// <see cref="Replace"/>, so that it is never there in part.
    /// </summary>
    IAppendFile OpenAppend(string path);
}
