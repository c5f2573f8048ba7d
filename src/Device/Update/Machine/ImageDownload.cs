using Garita.Device.Update.Journal;
using Garita.Device.Update.Slots;
using Garita.Durable;
using Garita.Firmware.Chunks;
using Garita.Firmware.Encryption;
using Garita.Firmware.Manifests;

namespace Garita.Device.Update.Machine;

/// <summary>One image on its way into one slot, from the first chunk to the seal.</summary>
internal sealed class ImageDownload(
    VerifiedManifest manifest, Slot slot, UpdateLedger ledger, UpdateOptions options)
{
    private ImageWriter? _writer;

    public DownloadProgress? Progress => _writer?.Progress;

    /// <summary>Gets ready to write. An encrypted image waits until its offer comes again, with the key.</summary>
    public UpdateEnd? Open(ContentCipher? cipher)
    {
        if (_writer is not null
            || ledger.Stage != UpdateStage.Downloading
            || (cipher is null && manifest.Image!.Payload.Kind != PayloadKind.Image))
        {
            return null;
        }

        try
        {
            _writer = ImageWriter.Open(slot, manifest.Image!, cipher, ledger.Entry, options.ProgressBytes);
            return null;
        }
        catch (DurableException)
        {
            return UpdateEnd.StorageFailed;
        }
    }

    public TakeVerdict Take(ChunkPacket packet, VerifiedLeafList? leaves)
    {
        if (_writer is not { } writer)
        {
            return TakeVerdict.NotAsked;
        }

        ledger.Take(packet.Chunks.Length);
        if (ledger.Entry.Taken > options.MaxTimesImage * manifest.Image!.Size)
        {
            return TakeVerdict.BudgetSpent;
        }

        TakeVerdict verdict = writer.TakeAndRecord(packet, leaves, ledger.Entry, out UpdateEntry? recorded);
        if (recorded is not null)
        {
            ledger.Write(recorded);
        }

        if (writer.IsComplete && verdict != TakeVerdict.StorageFailed)
        {
            ledger.Move(UpdateEvent.AllWritten);
            _writer = null;
        }

        return verdict;
    }

    /// <summary>Reads the image back and seals it; null where it is good.</summary>
    public UpdateEnd? Seal()
    {
        try
        {
            if (!SlotCheck.Holds(slot, manifest.Image!))
            {
                return UpdateEnd.ReadBackFailed;
            }

            slot.Seal(manifest.Envelope.Sever().Bytes.Span);
            return null;
        }
        catch (DurableException)
        {
            return UpdateEnd.StorageFailed;
        }
    }
}
