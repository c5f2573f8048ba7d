using Garita.Device.Trust;
using Garita.Firmware.Acceptance;
using Garita.Firmware.Delivery;
using Garita.Firmware.Encryption;

namespace Garita.Device.Update.Agent;

/// <summary>Puts an offer before the release gate, and its verdict into the words of a status.</summary>
internal sealed class OfferDesk(TrustStore store, ReleaseGate gate)
{
    /// <summary>Entries of the newest checkpoint that the device has seen, of whichever log; null before the first.
    /// </summary>
    public long? LogSize => store.Current.Checkpoints.Count == 0 ? null : store.Current.Checkpoints.Max(c => c.Size);

    /// <summary>
    /// Judges what the server signed for this device; what is taken is the caller's to dispose. The floor of
    /// assignments is at the offer's counter, durably, before anything else is looked at.
    /// </summary>
    /// <exception cref="DeviceException">The trust state could not be written.</exception>
    public JudgedOffer Judge(UpdateOfferMessage message)
    {
        OfferName name = OfferName.Of(message);
        if (!store.TryAssign(message.Counter))
        {
            return new JudgedOffer(
                message, name, null, UpdateState.Refused, UpdateReason.OlderAssignment, string.Empty);
        }

        LogHistory? history = message.Histories.FirstOrDefault(
            h => store.Current.Checkpoints.Any(c => c.Size == h.Size));
        GateVerdict verdict = gate.Judge(new ReleaseOffer
        {
            Envelope = message.Envelope,
            TrustDocuments = message.TrustDocuments,
            LogProof = message.LogProof,
            KeyOffer = message.KeyOffer,
            Consistency = history?.Proof ?? [],
        });
        (UpdateState state, UpdateReason? reason) = Words(verdict, history);
        return new JudgedOffer(message, name, verdict.Release, state, reason, verdict.Detail);
    }

    private static (UpdateState State, UpdateReason? Reason) Words(GateVerdict verdict, LogHistory? history) =>
        verdict.Refusal switch
        {
            GateRefusal.None => (UpdateState.Downloading, null),
            GateRefusal.LogInconsistent when history is null => (UpdateState.Waiting, UpdateReason.LogHistoryMissing),
            GateRefusal.LogInconsistent => (UpdateState.Refused, UpdateReason.LogInconsistent),
            GateRefusal.TooManyTrustDocuments or GateRefusal.TrustDocumentRefused =>
                (UpdateState.Refused, UpdateReason.TrustDocument),
            GateRefusal.ManifestRefused => (UpdateState.Refused, UpdateReason.NotSigned),
            GateRefusal.ReleaseUnfit => (UpdateState.Refused, Unfit(verdict.Detail)),
            GateRefusal.LogProofMissing => (UpdateState.Refused, UpdateReason.LogProofMissing),
            GateRefusal.LogProofRefused => (UpdateState.Refused, UpdateReason.LogProofRefused),
            GateRefusal.KeyOfferMissing => (UpdateState.Refused, UpdateReason.KeyMissing),
            GateRefusal.KeyOfferRefused => (UpdateState.Refused, verdict.Detail == nameof(KeyOfferRefusal.NotForThisKey)
                ? UpdateReason.KeyMissing
                : UpdateReason.KeyRefused),
        };

    private static UpdateReason Unfit(string detail) => detail switch
    {
        nameof(ReleaseRefusal.Revoked) => UpdateReason.Revoked,
        nameof(ReleaseRefusal.EpochBelowFloor) => UpdateReason.EpochTooLow,
        nameof(ReleaseRefusal.OlderSequence) or nameof(ReleaseRefusal.SequenceReused) => UpdateReason.OlderRelease,
        nameof(ReleaseRefusal.ImageTooLarge) => UpdateReason.TooLarge,
        nameof(ReleaseRefusal.CannotDecrypt) => UpdateReason.KeyMissing,
        _ => UpdateReason.OtherDevice,
    };
}
