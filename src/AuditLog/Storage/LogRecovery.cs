using Garita.AuditLog.Entries;
using Garita.Durable;
using Garita.Merkle;
using Garita.Merkle.Notes;

namespace Garita.AuditLog.Storage;

/// <summary>
/// Opens what the last process left, at whatever point it stopped: 1. clear away files that were not put in place; 2.
/// read and verify the newest checkpoint; 3. make the first segment; 4. take the hashes up to the last segment, or make
/// them anew; 5. read the last segment, and cut off a torn end that no checkpoint covers; 6. hold the tree against the
/// checkpoint; 7. go on behind a segment that ended; 8. sign what is lasting and not signed yet.
/// </summary>
internal sealed class LogRecovery(TransparencyLogOptions options, LogSigner signer, IDurableFiles files)
{
    private const int LeavesAtOnce = 4096;

    private readonly LogLayout _layout = new(options.Directory);

    public RecoveredLog Run()
    {
        foreach (string leftover in _layout.Leftovers().ToList()) // 1.
        {
            files.Delete(leftover);
        }

        SignedCheckpoint? signed = ReadCheckpoint(_layout.Checkpoint); // 2.
        List<long> segments = Segments(signed); // 3.
        TreeFile tree = new(files, _layout);
        IAppendFile? segment = null;
        try
        {
            segment = files.OpenAppend(_layout.Segment(segments[^1]));
            if (!tree.TryReset(segments[^1])) // 4.
            {
                Rebuild(tree, segments);
            }

            bool ended = ReadLast(tree, segment, segments[^1], signed); // 5.
            if (signed is not null && !Matches(tree, signed)) // 6.
            {
                Rebuild(tree, segments);
                ended = ReadLast(tree, segment, segments[^1], signed);
                Demand(Matches(tree, signed), LogFault.Altered, "the entries are not those that were signed");
            }

            Demand(
                signed is not null || tree.Size == 0,
                LogFault.MissingCheckpoint,
                $"{_layout.Checkpoint}: missing, though the log has entries");
            if (ended) // 7.
            {
                LogStore.Begin(files, _layout, tree.Size, options.Origin);
                segments.Add(tree.Size);
                segment.Dispose();
                segment = files.OpenAppend(_layout.Segment(tree.Size));
            }

            SignedCheckpoint newest = signed?.Size == tree.Size ? signed : Sign(tree); // 8.
            return new RecoveredLog(tree, segment, [.. segments], newest);
        }
        catch (Exception fault) when (fault is AuditLogException or DurableException)
        {
            segment?.Dispose();
            tree.Dispose();
            throw;
        }
    }

    /// <summary>Reads a stored checkpoint; null where there is none.</summary>
    internal SignedCheckpoint? ReadCheckpoint(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        byte[] note = files.Read(path, NoteLimits.MaxNoteBytes);
        LogRefusal refusal = SignedCheckpoint.TryVerify(note, signer.Key, out SignedCheckpoint? checkpoint);
        bool other = refusal is LogRefusal.NotSigned or LogRefusal.OtherOrigin;
        Demand(!other, LogFault.OtherLog, $"{path}: not signed by this log's key under its name");
        Demand(refusal == LogRefusal.None, LogFault.BadCheckpoint, $"{path}: {refusal}");
        return checkpoint;
    }

    private static void Demand(bool holds, LogFault fault, string detail)
    {
        if (!holds)
        {
            throw new AuditLogException(fault, detail);
        }
    }

    private static bool Matches(TreeFile tree, SignedCheckpoint signed)
    {
        Demand(
            signed.Size <= tree.Size,
            LogFault.MissingEntries,
            $"{signed.Size} entries were signed for, and {tree.Size} are there");
        return tree.Prover(signed.Size).Root() == signed.Root;
    }

    private List<long> Segments(SignedCheckpoint? signed)
    {
        List<long> segments = _layout.Segments();
        if (segments.Count == 0)
        {
            Demand(signed is null or { Size: 0 }, LogFault.MissingEntries, $"{options.Directory}: no segments");
            LogStore.Begin(files, _layout, 0, options.Origin);
            segments.Add(0);
        }

        Demand(segments[0] == 0, LogFault.MissingEntries, $"{_layout.Segment(0)}: missing");
        return segments;
    }

    private SignedCheckpoint Sign(TreeFile tree)
    {
        SignedCheckpoint signed = signer.Sign(tree.Size, tree.Root());
        files.Replace(_layout.Checkpoint, signed.Encode(), FileSecrecy.Public);
        return signed;
    }

    // Every segment but the last, from the first entry on.
    private void Rebuild(TreeFile tree, List<long> segments)
    {
        tree.TryReset(0);
        foreach (long first in segments.SkipLast(1))
        {
            SegmentReading reading = Read(tree, first);
            Demand(reading.Ended, LogFault.Damaged, $"{_layout.Segment(first)}: damaged at byte {reading.Offset}");
        }

        Demand(
            tree.Size == segments[^1], LogFault.MissingEntries, $"{_layout.Segment(tree.Size)}: missing");
        tree.Sync();
    }

    private bool ReadLast(TreeFile tree, IAppendFile segment, long first, SignedCheckpoint? signed)
    {
        SegmentReading reading = Read(tree, first);
        if (reading.Torn)
        {
            Demand(
                signed is null || tree.Size >= signed.Size,
                LogFault.Damaged,
                $"{_layout.Segment(first)}: damaged at byte {reading.Offset}, where the checkpoint covers it");
            segment.Truncate(reading.Offset);
        }

        return reading.Ended;
    }

    private SegmentReading Read(TreeFile tree, long first)
    {
        string path = _layout.Segment(first);
        using FileStream stream = SegmentFile.OpenRead(path);
        RecordReader reader = new(stream);
        bool headed = reader.Next() == RecordStatus.Record && reader.Kind == RecordKind.Header
            && RecordFormat.TryReadHeader(reader.Payload, out long begins, out string origin)
            && begins == tree.Size && origin == options.Origin;
        Demand(headed, LogFault.Damaged, $"{path}: does not begin as the segment of entry {tree.Size}");
        List<MerkleHash> leaves = [];
        RecordStatus status = reader.Next();
        while (status == RecordStatus.Record && reader.IsEntry)
        {
            bool known = reader.Kind == RecordKind.Dropped || EntryFormat.TryRead(reader.Payload, out _);
            Demand(known, LogFault.Damaged, $"{path}: what ends at byte {reader.Offset} is no entry");
            leaves.Add(reader.Leaf);
            if (leaves.Count == LeavesAtOnce)
            {
                tree.Append(leaves);
                leaves.Clear();
            }

            status = reader.Next();
        }

        tree.Append(leaves);
        long offset = reader.Offset;
        bool ended = status == RecordStatus.Record && reader.Kind == RecordKind.Signed;
        bool clean = status == RecordStatus.End || (ended && reader.Next() == RecordStatus.End);
        Demand(clean || status == RecordStatus.Torn, LogFault.Damaged, $"{path}: damaged at byte {offset}");
        return new SegmentReading(ended, status == RecordStatus.Torn, offset);
    }

    /// <summary>How a segment ended: signed, torn, or open; and where what could be read ends.</summary>
    private readonly record struct SegmentReading(bool Ended, bool Torn, long Offset);
}
