using System.Globalization;

namespace Garita.AuditLog.Storage;

/// <summary>What the files of a log are called.</summary>
internal sealed class LogLayout(string directory)
{
    private const string SegmentEnding = ".segment";

    public string Directory => directory;

    /// <summary>The newest signed checkpoint: a note that anybody can read.</summary>
    public string Checkpoint => Path.Combine(directory, "checkpoint");

    /// <summary>The newest checkpoint that witnesses cosigned.</summary>
    public string Cosigned => Path.Combine(directory, "cosigned");

    /// <summary>Hashes of full subtrees; can be made anew from the segments.</summary>
    public string Hashes => Path.Combine(directory, "hashes");

    public string Lock => Path.Combine(directory, "lock");

    public string Segment(long first) =>
        Path.Combine(directory, first.ToString("D20", CultureInfo.InvariantCulture) + SegmentEnding);

    /// <summary>The first indices of the segments, lowest first.</summary>
    public List<long> Segments()
    {
        List<long> found = [];
        foreach (string path in System.IO.Directory.EnumerateFiles(directory, "*" + SegmentEnding))
        {
            if (long.TryParse(
                Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out long first)
                && Segment(first) == path)
            {
                found.Add(first);
            }
        }

        found.Sort();
        return found;
    }

    /// <summary>What a cut left of files that were being put in place.</summary>
    public IEnumerable<string> Leftovers() => System.IO.Directory.EnumerateFiles(directory, "*.new");
}
