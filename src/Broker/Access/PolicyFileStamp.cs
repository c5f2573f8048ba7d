namespace Garita.Broker.Access;

/// <summary>What a file's metadata says; two equal ones mean that nobody wrote in between.</summary>
/// <param name="Length">Its size in bytes.</param>
/// <param name="Modified">When it was written last.</param>
internal sealed record PolicyFileStamp(long Length, DateTime Modified)
{
    /// <summary>The stamp of a file, through links; null if there is none, or none that may be looked at.</summary>
    public static PolicyFileStamp? Of(string path)
    {
        try
        {
            FileSystemInfo file = new FileInfo(path);
            file = file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
            return file is FileInfo { Exists: true } found
                ? new PolicyFileStamp(found.Length, found.LastWriteTimeUtc)
                : null;
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
