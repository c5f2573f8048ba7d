using Garita.AuditLog;
using Garita.Firmware.Delivery;
using Garita.Merkle.Notes;
using Garita.Server.Audit;
using Garita.Server.Releases;

namespace Garita.Server.Updates.Offers;

/// <summary>Puts together what a device is sent as an offer, signed.</summary>
internal sealed class OfferMessages(AuditBook audit, TrustShelf trust, AssignmentSigner signer)
{
    /// <summary>The message of an offer.</summary>
    /// <param name="record">The offer.</param>
    /// <param name="manifest">What it offers.</param>
    /// <param name="seen">Entries of the newest checkpoint that the device has seen; null where it said none.</param>
    /// <exception cref="Storage.StorageException">The log cannot be read.</exception>
    public UpdateOfferMessage Make(OfferRecord record, ManifestRecord manifest, long? seen)
    {
        (byte[] proof, LogHistory? history) = audit.Read(log => Prove(log, manifest.LogIndex!.Value, seen));
        UpdateOfferMessage offer = new()
        {
            Deployment = record.Deployment,
            Attempt = record.Attempt,
            Envelope = manifest.Envelope,
            LogProof = proof,
            KeyOffer = record.KeyOffer is { } keys ? new ReadOnlyMemory<byte>(keys) : default(ReadOnlyMemory<byte>?),
            TrustDocuments = Newest(),
            Paths = record.Paths,
            Histories = history is null ? [] : [history],
            Ask = record.Ask,
            Counter = record.Counter,
        };
        return signer.Sign(offer, record.Device);
    }

    private static (byte[] Proof, LogHistory? History) Prove(TransparencyLog log, long index, long? seen)
    {
        TlogProof proof = log.ProveCosigned(index) ?? log.Prove(index);
        long size = SizeOf(proof);

        // A device that has seen more than there is was shown another log, or this one was put back; it refuses.
        bool isProvable = seen is { } old && old >= 1 && old != size && old <= log.Checkpoint.Size;
        LogHistory? history = isProvable
            ? new LogHistory(seen!.Value, log.ProveConsistency(Math.Min(seen.Value, size), Math.Max(seen.Value, size)))
            : null;
        return (proof.Encode(), history);
    }

    private static long SizeOf(TlogProof proof)
    {
        LogRefusal refusal = SignedNote.TryParse(proof.Checkpoint.Span, out SignedNote? note);
        Checkpoint? checkpoint = null;
        refusal = refusal == LogRefusal.None ? Checkpoint.TryParse(note!.Text, out checkpoint) : refusal;
        return refusal == LogRefusal.None
            ? checkpoint!.Size
            : throw new InvalidOperationException($"the log's own checkpoint is refused: {refusal}");
    }

    // The first document is what devices are made with. Of more than an offer takes, the newest: a device that missed
    // the ones before cannot use them, and is told so by its own refusal.
    private List<ReadOnlyMemory<byte>> Newest()
    {
        List<ReadOnlyMemory<byte>> documents = [];
        int total = 0;
        foreach (TrustRecord record in trust.List().Where(record => record.Version > 1).Reverse())
        {
            total += record.Document.Length;
            if (documents.Count == DeliveryLimits.MaxTrustDocuments || total > DeliveryLimits.MaxTrustBytes)
            {
                break;
            }

            documents.Add(record.Document);
        }

        documents.Reverse();
        return documents;
    }
}
