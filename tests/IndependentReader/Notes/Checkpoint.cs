using System.Globalization;

namespace Garita.IndependentReader.Notes;

/// <summary>c2sp.org/tlog-checkpoint: what a log says it was at one size. Extension lines are refused.</summary>
public sealed record Checkpoint(string Origin, ulong Size, byte[] Root, SignedNote Note)
{
    public static Checkpoint Read(ReadOnlySpan<byte> bytes)
    {
        SignedNote note = SignedNote.Read(bytes);
        string[] lines = note.Text.Split('\n');
        if (lines.Length != 4 || lines[0].Length == 0)
        {
            throw new UnreadableException("a checkpoint is three lines: origin, size, root");
        }

        byte[] root = StrictBase64.Decode(lines[2]);
        return root.Length == 32
            ? new(lines[0], ReadNumber(lines[1]), root, note)
            : throw new UnreadableException($"a root of {root.Length} bytes");
    }

    /// <summary>Decimal, with no sign and no leading zero.</summary>
    public static ulong ReadNumber(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
        && value.ToString(CultureInfo.InvariantCulture) == text
            ? value
            : throw new UnreadableException($"not a number: {text}");
}
