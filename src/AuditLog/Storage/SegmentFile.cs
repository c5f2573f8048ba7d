namespace Garita.AuditLog.Storage;

/// <summary>How segments are opened to be read, beside whoever writes the last one.</summary>
internal static class SegmentFile
{
    private const int BufferBytes = 64 * 1024;

    public static FileStream OpenRead(string path)
    {
        try
        {
            return new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferBytes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new AuditLogException(LogFault.Damaged, failure.Message, failure);
        }
    }
}
