using Garita.Firmware.Manifests;
using Garita.Firmware.Trust;
using Garita.Merkle;
using Garita.Merkle.Notes;

namespace Garita.Device.Trust;

/// <summary>Whether a release is in a log that the device trusts, and whether that log only grew.</summary>
internal static class LogCheck
{
    /// <summary>The reason against the release, or null where there is none.</summary>
    /// <param name="offer">The offer.</param>
    /// <param name="manifest">Its manifest, verified.</param>
    /// <param name="state">What the device goes by.</param>
    /// <param name="options">What it asks for.</param>
    /// <param name="seen">The checkpoint to remember; null where none was checked.</param>
    public static GateVerdict? Judge(
        ReleaseOffer offer,
        VerifiedManifest manifest,
        TrustState state,
        ReleaseGateOptions options,
        out SeenCheckpoint? seen)
    {
        seen = null;
        TrustDocument trusted = state.Document.Content;
        if (offer.LogProof is not { } encoded)
        {
            return options.RequireLogProof ? GateVerdict.Refused(GateRefusal.LogProofMissing) : null;
        }

        // A device that asks for no proof and knows no log has nothing to check one with.
        if (!options.RequireLogProof && trusted.Logs.Count == 0)
        {
            return null;
        }

        LogRefusal refusal = TlogProof.TryParse(encoded.Span, out TlogProof? proof);
        SignedCheckpoint? checkpoint = null;
        if (refusal == LogRefusal.None)
        {
            refusal = Verify(proof!, ReleaseLeaf.Of(manifest.Digest), trusted, options, out checkpoint);
        }

        if (refusal != LogRefusal.None)
        {
            return GateVerdict.Refused(GateRefusal.LogProofRefused, refusal);
        }

        seen = new SeenCheckpoint(checkpoint!.Head.Origin, checkpoint.Size, checkpoint.Root);
        MerkleHash[] consistency = [.. offer.Consistency];
        return IsConsistent(state.Seen(seen.Origin), seen, consistency)
            ? null
            : GateVerdict.Refused(GateRefusal.LogInconsistent);
    }

    private static LogRefusal Verify(
        TlogProof proof,
        MerkleHash leaf,
        TrustDocument trusted,
        ReleaseGateOptions options,
        out SignedCheckpoint? checkpoint)
    {
        checkpoint = null;
        int required = Math.Max(trusted.Witnesses.Required, options.MinWitnesses);
        if (WitnessPolicy.Create(trusted.Witnesses.Witnesses, required) is not { } witnesses)
        {
            return LogRefusal.TooFewWitnesses;
        }

        LogRefusal refusal = LogRefusal.NotSigned;
        foreach (NoteKey log in trusted.Logs)
        {
            // Devices have no clock to hold a cosignature's time against.
            LogRefusal ofThis = proof.Verify(leaf, log, witnesses, notAfter: null, out checkpoint);
            if (ofThis == LogRefusal.None)
            {
                return LogRefusal.None;
            }

            refusal = ofThis == LogRefusal.NotSigned ? refusal : ofThis;
        }

        return refusal;
    }

    // An offer may be older than another one that came first: then its tree must be the beginning of the one seen.
    private static bool IsConsistent(SeenCheckpoint? seen, SeenCheckpoint offered, ReadOnlySpan<MerkleHash> proof)
    {
        if (seen is null)
        {
            return true;
        }

        (SeenCheckpoint older, SeenCheckpoint newer) = seen.Size <= offered.Size ? (seen, offered) : (offered, seen);
        return ConsistencyProof.Verify(
            older.Size, older.Root, newer.Size, newer.Root, older.Size == newer.Size ? [] : proof);
    }
}
