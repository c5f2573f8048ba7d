using Garita.Device.Update.Journal;
using Garita.Device.Update.Records;
using Garita.Device.Update.Slots;
using Garita.Durable;
using Garita.Firmware.Manifests;

namespace Garita.Device.Update;

/// <summary>What an update writes to. Each part is a region of its own.</summary>
public sealed class UpdateStorage
{
    private static readonly int OfferLimit = ManifestLimits.Default.MaxEnvelopeLength;

    private readonly TwinRecord _offer;

    /// <summary>Takes the regions; each belongs to the storage from here on.</summary>
    /// <param name="journal">At least <see cref="UpdateJournal.RegionLength"/> bytes.</param>
    /// <param name="offer">At least <see cref="OfferLength"/> bytes.</param>
    /// <param name="slotA">The first slot.</param>
    /// <param name="slotB">The second slot.</param>
    public UpdateStorage(IStorageRegion journal, IStorageRegion offer, IStorageRegion slotA, IStorageRegion slotB)
    {
        Journal = new UpdateJournal(journal);
        _offer = new TwinRecord(offer, OfferLimit);
        Slots = new Dictionary<SlotName, Slot>
        {
            [SlotName.A] = new(SlotName.A, slotA),
            [SlotName.B] = new(SlotName.B, slotB),
        };
    }

    /// <summary>Bytes that the region for the offer needs.</summary>
    public static long OfferLength { get; } = TwinRecord.LengthFor(OfferLimit);

    /// <summary>What is remembered.</summary>
    public UpdateJournal Journal { get; }

    /// <summary>Both slots.</summary>
    public IReadOnlyDictionary<SlotName, Slot> Slots { get; }

    /// <summary>The envelope that was accepted last; null where none is whole.</summary>
    public byte[]? ReadOffer() => _offer.Read();

    /// <summary>Keeps the envelope that is accepted.</summary>
    public void WriteOffer(ReadOnlySpan<byte> envelope) => _offer.Write(envelope);
}
