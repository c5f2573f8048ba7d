using System.Buffers;
using Garita.AuditLog.Entries;
using Garita.Durable;

namespace Garita.AuditLog.Storage;

/// <summary>
/// Drops the bytes of old refusal summaries from segments that have ended, and keeps their leaf hashes, so that
/// everything verifies as before. No other kind is ever dropped.
/// </summary>
internal sealed class LogRetention(LogStore store, IDurableFiles files)
{
    // One at a time: two would overwrite each other's work.
    private readonly Lock _gate = new();

    public int Drop(DateTimeOffset before)
    {
        int dropped = 0;
        lock (_gate)
        {
            foreach (long first in store.Segments.SkipLast(1))
            {
                string path = store.Layout.Segment(first);
                ArrayBufferWriter<byte> kept = new();
                int here = Rewrite(path, before, kept);
                dropped += here;
                if (here > 0)
                {
                    files.Replace(path, kept.WrittenSpan, FileSecrecy.Secret);
                }
            }
        }

        return dropped;
    }

    private static int Rewrite(string path, DateTimeOffset before, ArrayBufferWriter<byte> kept)
    {
        using FileStream stream = SegmentFile.OpenRead(path);
        RecordReader reader = new(stream);
        int dropped = 0;
        RecordStatus status = reader.Next();
        for (; status == RecordStatus.Record; status = reader.Next())
        {
            if (MayDrop(reader, before))
            {
                RecordFormat.Write(kept, RecordKind.Dropped, reader.Hash.Span);
                dropped++;
            }
            else
            {
                RecordFormat.Write(kept, reader.Kind, reader.Payload, reader.Hash);
            }
        }

        // What cannot be read is evidence; it is not tidied away.
        return status == RecordStatus.End
            ? dropped
            : throw new AuditLogException(LogFault.Damaged, $"{path}: damaged at byte {reader.Offset}");
    }

    private static bool MayDrop(RecordReader reader, DateTimeOffset before) =>
        reader.Kind == RecordKind.Entry
        && reader.Payload is [(byte)LogEntryKind.RefusalSummary, ..]
        && EntryFormat.TryRead(reader.Payload, out ILogEntry? entry)
        && entry is RefusalSummary summary && summary.Minute < before;
}
