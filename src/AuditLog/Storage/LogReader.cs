using System.Buffers;
using Garita.AuditLog.Entries;
using Garita.Merkle.Notes;

namespace Garita.AuditLog.Storage;

/// <summary>Reads entries back from the segments, beside whoever appends.</summary>
internal sealed class LogReader(LogStore store)
{
    private const int FlushBytes = 64 * 1024;

    public IEnumerable<StoredEntry> Read(long first, int count, long size)
    {
        long end = count > size - first ? size : first + count;
        IReadOnlyList<long> segments = store.Segments;
        for (int at = 0; at < segments.Count && first < end; at++)
        {
            if (at + 1 < segments.Count && segments[at + 1] <= first)
            {
                continue;
            }

            foreach (StoredEntry entry in ReadSegment(segments[at], first, end))
            {
                yield return entry;
                first = entry.Index + 1;
            }

            Demand(first >= Math.Min(end, at + 1 < segments.Count ? segments[at + 1] : end), first);
        }
    }

    public void Export(Stream target, SignedCheckpoint checkpoint)
    {
        ArrayBufferWriter<byte> buffer = new();
        bool ended = false;
        long index = 0;
        foreach (long first in store.Segments.Where(first => first < checkpoint.Size || first == 0))
        {
            using FileStream stream = SegmentFile.OpenRead(store.Layout.Segment(first));
            RecordReader reader = new(stream);
            while (reader.Next() == RecordStatus.Record && !(reader.IsEntry && index == checkpoint.Size))
            {
                index += reader.IsEntry ? 1 : 0;
                ended = reader.Kind == RecordKind.Signed;
                RecordFormat.Write(buffer, reader.Kind, reader.Payload, reader.Hash);
                Flush(buffer, target, FlushBytes);
            }
        }

        Demand(index == checkpoint.Size, index);
        if (!ended)
        {
            RecordFormat.Write(buffer, RecordKind.Signed, checkpoint.Encode());
        }

        Flush(buffer, target, 1);
    }

    private static void Flush(ArrayBufferWriter<byte> buffer, Stream target, int from)
    {
        if (buffer.WrittenCount >= from)
        {
            target.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }
    }

    private static void Demand(bool holds, long index)
    {
        if (!holds)
        {
            throw new AuditLogException(LogFault.Damaged, $"entry {index} cannot be read");
        }
    }

    private IEnumerable<StoredEntry> ReadSegment(long segment, long first, long end)
    {
        using FileStream stream = SegmentFile.OpenRead(store.Layout.Segment(segment));
        RecordReader reader = new(stream);
        Demand(reader.Next() == RecordStatus.Record && reader.Kind == RecordKind.Header, segment);
        for (long index = segment; index < end && reader.Next() == RecordStatus.Record && reader.IsEntry; index++)
        {
            if (index < first)
            {
                continue;
            }

            ILogEntry? entry = null;
            Demand(reader.Kind == RecordKind.Dropped || EntryFormat.TryRead(reader.Payload, out entry), index);
            yield return new StoredEntry(index, reader.Leaf, entry);
        }
    }
}
