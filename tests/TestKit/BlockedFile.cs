namespace Garita.TestKit;

/// <summary>
/// Makes a file that a running program replaces and reads one that it can neither, as on a disk that fails: a directory
/// stands in its place. What the program does in between neither fails a test nor is lost.
/// </summary>
public static class BlockedFile
{
    /// <summary>Blocks it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="aside">Where it waits; on the same disk, where the program does not look.</param>
    public static void Block(string path, string aside)
    {
        while (true)
        {
            File.Move(path, aside, overwrite: true);
            try
            {
                Directory.CreateDirectory(path);
                return;
            }
            catch (IOException)
            {
                // The program put a newer one there.
            }
        }
    }

    /// <summary>Puts it back.</summary>
    public static void Unblock(string path, string aside)
    {
        Directory.Delete(path);
        File.Move(aside, path);
    }
}
