using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Garita.IndependentReader.Merkle;
using Garita.IndependentReader.Notes;

namespace Garita.IndependentReader.Log;

/// <summary>An export of the log that its key signed, by docs/wire/audit-log.md.</summary>
/// <param name="Entries">All of them, in their order.</param>
/// <param name="Checkpoints">Each is over the entries before it, and is signed.</param>
public sealed record LogExport(IReadOnlyList<LogEntry> Entries, IReadOnlyList<Checkpoint> Checkpoints)
{
    private const int CheckLength = 8;
    private const int MostEntry = 48 * 1024;
    private const int MostNote = 128 * 1024;

    private static readonly byte[] s_magic = [.. "garita-log"u8, 0x01];

    public static LogExport Read(ReadOnlySpan<byte> bytes, string name, ECDsa key)
    {
        LogExport export = new(new List<LogEntry>(), new List<Checkpoint>());
        char before = 'S';
        while (!bytes.IsEmpty)
        {
            (char kind, byte[] payload) = ReadRecord(ref bytes);
            if ((before == 'S') != (kind == 'H'))
            {
                throw new UnreadableException($"{kind} after {before}");
            }

            export.Take(kind, payload, name, key);
            before = kind;
        }

        return before == 'S' && export.Checkpoints.Count > 0
            ? export
            : throw new UnreadableException("the end is not a checkpoint");
    }

    private static (char Kind, byte[] Payload) ReadRecord(ref ReadOnlySpan<byte> bytes)
    {
        const int Head = 5;
        int most = bytes[0] == 'S' ? MostNote : MostEntry;
        uint length = bytes.Length < Head ? uint.MaxValue : BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]);
        if (length > most || bytes.Length - Head - CheckLength < (int)length)
        {
            throw new UnreadableException("a record is cut short or too long");
        }

        (char kind, byte[] payload) = ((char)bytes[0], bytes.Slice(Head, (int)length).ToArray());
        if (!bytes.Slice(Head + payload.Length, CheckLength)
            .SequenceEqual(TreeHashing.Leaf(payload).AsSpan(0, CheckLength)))
        {
            throw new UnreadableException("a record that is not what was written");
        }

        bytes = bytes[(Head + payload.Length + CheckLength)..];
        return (kind, payload);
    }

    private void Take(char kind, byte[] payload, string name, ECDsa key)
    {
        var entries = (List<LogEntry>)Entries;
        switch (kind)
        {
            case 'H':
                byte[] index = new byte[8];
                BinaryPrimitives.WriteUInt64BigEndian(index, (ulong)entries.Count);
                if (!payload.AsSpan().SequenceEqual([.. s_magic, .. index, .. Encoding.UTF8.GetBytes(name)]))
                {
                    throw new UnreadableException("a segment of another log or place");
                }

                break;
            case 'E':
                LogEntry.Check(payload);
                entries.Add(new(payload, TreeHashing.Leaf(payload)));
                break;
            case 'D' when payload.Length == 32:
                entries.Add(new(null, payload));
                break;
            case 'S':
                TakeCheckpoint(payload, name, key);
                break;
            default:
                throw new UnreadableException($"a record of kind {kind}");
        }
    }

    private void TakeCheckpoint(byte[] payload, string name, ECDsa key)
    {
        var checkpoint = Checkpoint.Read(payload);
        byte[] root = TreeHashing.Root([.. Entries.Select(entry => entry.LeafHash)]);
        bool good = checkpoint.Origin == name && checkpoint.Size == (ulong)Entries.Count
            && checkpoint.Root.AsSpan().SequenceEqual(root) && checkpoint.Note.IsSignedBy(name, key);
        if (!good)
        {
            throw new UnreadableException($"the checkpoint after {Entries.Count} entries is not good");
        }

        ((List<Checkpoint>)Checkpoints).Add(checkpoint);
    }
}
