using Garita.Device.Update.Records;
using Garita.Durable;

namespace Garita.Device.Update.Journal;

/// <summary>The one entry of an update, kept so that a power cut leaves the old one or the new one.</summary>
public sealed class UpdateJournal
{
    // 8 marks, 8 reports and 16 attempts with the longest names take under 3 KiB.
    private const int Limit = 4096 - 64;

    private readonly TwinRecord _record;

    /// <summary>A journal in a region of its own, of <see cref="RegionLength"/> bytes.</summary>
    public UpdateJournal(IStorageRegion region) => _record = new TwinRecord(region, Limit);

    /// <summary>Bytes that the journal's region needs.</summary>
    public static long RegionLength { get; } = TwinRecord.LengthFor(Limit);

    /// <summary>Writes of the storage since this was made; wear is counted, not guessed.</summary>
    public long Writes { get; private set; }

    /// <summary>The entry; <see cref="UpdateEntry.Empty"/> where there is none that is whole.</summary>
    public UpdateEntry Read() =>
        _record.Read() is { } content && EntryCodec.TryDecode(content, out UpdateEntry? entry)
            ? entry
            : UpdateEntry.Empty;

    /// <summary>Makes this the entry; durable when it returns.</summary>
    public void Write(UpdateEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _record.Write(EntryCodec.Encode(entry));
        Writes++;
    }
}
