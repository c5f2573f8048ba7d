using System.Diagnostics.CodeAnalysis;
using System.Formats.Cbor;
using Garita.Device.Update.Machine;
using Garita.Device.Update.Slots;
using Garita.Firmware;
using Garita.Firmware.Cbor;
using Garita.Firmware.Delivery;

namespace Garita.Device.Update.Journal;

/// <summary>An entry as bytes.</summary>
/// <remarks>
/// <code>
/// [ 2, stage, deployment, attempt, manifest, target, first, written, taken, steps, given up,
///   [ * [ chunk, digest ] ], [ * [ deployment, attempt, manifest, outcome, reason ] ],
///   [ * [ deployment, attempt ] ] ]
/// </code>
/// A reason is its word, and empty where there is none.
/// </remarks>
internal static class EntryCodec
{
    private const int Version = 2;
    private const int Members = 14;

    public static byte[] Encode(UpdateEntry entry)
    {
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteStartArray(Members);
        writer.WriteInt32(Version);
        writer.WriteInt32((int)entry.Stage);
        writer.WriteTextString(entry.Deployment);
        writer.WriteInt32(entry.Attempt);
        writer.WriteByteString(entry.Manifest.ToArray());
        writer.WriteInt32((int)entry.Target);
        writer.WriteInt64(entry.First);
        writer.WriteInt64(entry.Written);
        writer.WriteInt64(entry.Taken);
        writer.WriteInt32(entry.Steps);
        writer.WriteTextString(entry.GivenUp?.Text() ?? string.Empty);
        WriteList(writer, entry.Marks, 2, (w, mark) =>
        {
            w.WriteInt64(mark.Chunk);
            w.WriteByteString(mark.Digest.ToArray());
        });
        WriteList(writer, entry.Reports, 5, (w, report) =>
        {
            w.WriteTextString(report.Deployment);
            w.WriteInt32(report.Attempt);
            w.WriteByteString(report.Manifest.ToArray());
            w.WriteInt32((int)report.Outcome);
            w.WriteTextString(report.Reason?.Text() ?? string.Empty);
        });
        WriteList(writer, entry.Concluded, 2, (w, concluded) =>
        {
            w.WriteTextString(concluded.Deployment);
            w.WriteInt32(concluded.Attempt);
        });
        writer.WriteEndArray();
        return writer.Encode();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; false for anything else.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out UpdateEntry? entry)
    {
        entry = null;
        StrictCborReader reader = new(encoded);
        if (!reader.TryReadArray(out int members) || members != Members
            || !reader.TryReadInt32(out int version) || version != Version
            || !reader.TryReadInt32(out int stage) || !Enum.IsDefined((UpdateStage)stage)
            || !TryReadAttempt(ref reader, out string deployment, out int attempt)
            || !TryReadDigest(ref reader, out Sha256Digest manifest)
            || !reader.TryReadInt32(out int target) || !Enum.IsDefined((SlotName)target)
            || !reader.TryReadInteger(out long first)
            || !reader.TryReadInteger(out long written)
            || !reader.TryReadInteger(out long taken)
            || !reader.TryReadInt32(out int steps)
            || !TryReadReason(ref reader, out UpdateReason? givenUp)
            || !TryReadMarks(ref reader, out List<StoredMark> marks)
            || !TryReadReports(ref reader, out List<UpdateReport> reports)
            || !TryReadConcluded(ref reader, out List<ConcludedAttempt> concluded)
            || !reader.AtEnd)
        {
            return false;
        }

        entry = new UpdateEntry
        {
            Stage = (UpdateStage)stage,
            Deployment = deployment,
            Attempt = attempt,
            Manifest = manifest,
            Target = (SlotName)target,
            First = first,
            Written = written,
            Taken = taken,
            Steps = steps,
            GivenUp = givenUp,
            Marks = marks,
            Reports = reports,
            Concluded = concluded,
        };
        return true;
    }

    private static void WriteList<T>(
        CborWriter writer, IReadOnlyList<T> items, int members, Action<CborWriter, T> write)
    {
        writer.WriteStartArray(items.Count);
        foreach (T item in items)
        {
            writer.WriteStartArray(members);
            write(writer, item);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static bool TryReadAttempt(ref StrictCborReader reader, out string deployment, out int attempt)
    {
        attempt = 0;
        return reader.TryReadText(out deployment) && reader.TryReadInt32(out attempt);
    }

    private static bool TryReadDigest(ref StrictCborReader reader, out Sha256Digest digest)
    {
        bool read = reader.TryReadBytes(out ReadOnlySpan<byte> bytes) && bytes.Length == Sha256Digest.Length;
        digest = read ? new Sha256Digest(bytes) : default;
        return read;
    }

    private static bool TryReadReason(ref StrictCborReader reader, out UpdateReason? reason)
    {
        reason = null;
        if (!reader.TryReadText(out string text))
        {
            return false;
        }

        reason = UpdateReasons.Find(text);
        return text.Length == 0 || reason is not null;
    }

    private static bool TryReadMarks(ref StrictCborReader reader, out List<StoredMark> marks)
    {
        marks = [];
        bool read = reader.TryReadArray(out int count) && count <= UpdateEntry.MaxMarks;
        for (int i = 0; read && i < count; i++)
        {
            read = IsArray(ref reader, 2);
            read &= reader.TryReadInteger(out long chunk);
            read = read && TryReadDigest(ref reader, out Sha256Digest digest) && Add(marks, new(chunk, digest));
        }

        return read;
    }

    private static bool TryReadReports(ref StrictCborReader reader, out List<UpdateReport> reports)
    {
        reports = [];
        bool read = reader.TryReadArray(out int count) && count <= UpdateEntry.MaxReports;
        for (int i = 0; read && i < count; i++)
        {
            read = IsArray(ref reader, 5)
                && TryReadAttempt(ref reader, out string deployment, out int attempt)
                && TryReadDigest(ref reader, out Sha256Digest manifest)
                && reader.TryReadInt32(out int outcome)
                && Enum.IsDefined((UpdateOutcome)outcome)
                && TryReadReason(ref reader, out UpdateReason? reason)
                && Add(reports, new(deployment, attempt, manifest, (UpdateOutcome)outcome, reason));
        }

        return read;
    }

    private static bool TryReadConcluded(ref StrictCborReader reader, out List<ConcludedAttempt> concluded)
    {
        concluded = [];
        bool read = reader.TryReadArray(out int count) && count <= UpdateEntry.MaxConcluded;
        for (int i = 0; read && i < count; i++)
        {
            read = IsArray(ref reader, 2)
                && TryReadAttempt(ref reader, out string deployment, out int attempt)
                && Add(concluded, new(deployment, attempt));
        }

        return read;
    }

    private static bool IsArray(ref StrictCborReader reader, int members) =>
        reader.TryReadArray(out int count) && count == members;

    private static bool Add<T>(List<T> list, T item)
    {
        list.Add(item);
        return true;
    }
}
