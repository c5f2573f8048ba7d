using System.Text;
using Garita.IndependentReader.Merkle;

namespace Garita.IndependentReader.Notes;

/// <summary>c2sp.org/tlog-proof@v1: an entry's place in a log and the checkpoint that covers it.</summary>
public sealed record LogProof(ulong Index, byte[]? Extra, IReadOnlyList<byte[]> Path, Checkpoint Checkpoint)
{
    private const string FirstLine = "c2sp.org/tlog-proof@v1\n";
    private const string ExtraLine = "extra ";
    private const string IndexLine = "index ";

    public static LogProof Read(ReadOnlySpan<byte> bytes)
    {
        int gap = bytes.IndexOf("\n\n"u8);
        if (gap < FirstLine.Length || !bytes.StartsWith(Encoding.ASCII.GetBytes(FirstLine)))
        {
            throw new UnreadableException("not a tlog-proof");
        }

        Queue<string> lines = new(Encoding.ASCII.GetString(bytes[FirstLine.Length..gap]).Split('\n'));
        byte[]? extra = lines.Peek().StartsWith(ExtraLine, StringComparison.Ordinal)
            ? StrictBase64.Decode(lines.Dequeue()[ExtraLine.Length..])
            : null;
        if (!lines.TryDequeue(out string? index) || !index.StartsWith(IndexLine, StringComparison.Ordinal))
        {
            throw new UnreadableException("a tlog-proof without an index");
        }

        return new(
            Checkpoint.ReadNumber(index[IndexLine.Length..]), extra, [.. lines.Select(StrictBase64.Decode)],
            Checkpoint.Read(bytes[(gap + 2)..]));
    }

    /// <summary>Whether the leaf lies in the tree of the checkpoint; who signed that is another question.</summary>
    public bool Includes(ReadOnlySpan<byte> leafHash) =>
        TreeProofs.Includes(leafHash, Index, Checkpoint.Size, Path, Checkpoint.Root);
}
