using System.Globalization;
using System.Text;

namespace Garita.Merkle.Notes;

/// <summary>
/// The head of a log's tree: who, how many leaves, which root (C2SP tlog-checkpoint). Claims nothing until it is a
/// <see cref="SignedCheckpoint"/>.
/// </summary>
public sealed record Checkpoint
{
    private Checkpoint(string origin, long size, MerkleHash root, IReadOnlyList<string> extensions)
    {
        Origin = origin;
        Size = size;
        Root = root;
        Extensions = extensions;
    }

    /// <summary>The log's identity: the first line.</summary>
    public string Origin { get; }

    /// <summary>Leaves of the tree.</summary>
    public long Size { get; }

    /// <summary>Root of the tree (RFC 6962 2.1).</summary>
    public MerkleHash Root { get; }

    /// <summary>Further lines; no log of ours writes any, and nothing is concluded from them.</summary>
    public IReadOnlyList<string> Extensions { get; }

    /// <summary>A head without extensions. Throws <see cref="ArgumentException"/> where no note can carry it.</summary>
    public static Checkpoint Of(string origin, long size, MerkleHash root)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, TreeHash.MaxSize);
        return IsLine(origin)
            ? new Checkpoint(origin, size, root, [])
            : throw new ArgumentException("an origin is one line of text", nameof(origin));
    }

    /// <summary>Reads the text of a note; the checkpoint is non-null only when nothing is refused.</summary>
    public static LogRefusal TryParse(string text, out Checkpoint? checkpoint)
    {
        checkpoint = null;
        ReadOnlySpan<char> rest = text;
        if (!NoteText.TryTakeLine(ref rest, out ReadOnlySpan<char> origin) || !IsLine(origin))
        {
            return LogRefusal.BadOrigin;
        }

        if (!NoteText.TryTakeLine(ref rest, out ReadOnlySpan<char> sizeLine)
            || !NoteText.TrySize(sizeLine, out long size))
        {
            return LogRefusal.BadSize;
        }

        if (!NoteText.TryTakeLine(ref rest, out ReadOnlySpan<char> rootLine)
            || !NoteText.TryHash(rootLine, out MerkleHash root))
        {
            return LogRefusal.BadHash;
        }

        List<string> extensions = [];
        while (NoteText.TryTakeLine(ref rest, out ReadOnlySpan<char> extension))
        {
            if (extension.IsEmpty || extensions.Count == NoteLimits.MaxExtensions)
            {
                return LogRefusal.BadExtension;
            }

            extensions.Add(extension.ToString());
        }

        if (!rest.IsEmpty)
        {
            return LogRefusal.BadExtension;
        }

        checkpoint = new Checkpoint(origin.ToString(), size, root, extensions);
        return LogRefusal.None;
    }

    /// <summary>The text that is signed.</summary>
    public string ToText()
    {
        StringBuilder text = new();
        text.Append(Origin).Append('\n');
        text.Append(Size.ToString(CultureInfo.InvariantCulture)).Append('\n');
        text.Append(NoteText.ToLine(Root));
        foreach (string extension in Extensions)
        {
            text.Append(extension).Append('\n');
        }

        return text.ToString();
    }

    private static bool IsLine(ReadOnlySpan<char> origin) =>
        !origin.IsEmpty && !origin.ContainsAnyInRange('\0', '\x1F')
        && Encoding.UTF8.GetByteCount(origin) <= NoteLimits.MaxNameBytes;
}
