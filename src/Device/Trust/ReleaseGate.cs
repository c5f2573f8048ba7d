using System.Security.Cryptography;
using Garita.Firmware.Acceptance;
using Garita.Firmware.Encryption;
using Garita.Firmware.Manifests;
using Garita.Firmware.Trust;

namespace Garita.Device.Trust;

/// <summary>
/// Judges offered releases by the device's trust state, and moves that state on. Every offer gets one verdict; the
/// order of the checks is that of <see cref="GateRefusal"/>. Not for two threads at once.
/// </summary>
/// <param name="store">The device's trust state.</param>
/// <param name="options">Whom the device is and what it asks for.</param>
public sealed class ReleaseGate(TrustStore store, ReleaseGateOptions options)
{
    /// <summary>
    /// Judges an offer. Newer trust documents in it are kept whatever becomes of the release, so that nobody can hold a
    /// revocation back by attaching it to a release that is refused; its checkpoint is kept where it is accepted.
    /// </summary>
    /// <exception cref="DeviceException">The store could not be written; it must be opened again.</exception>
    public GateVerdict Judge(ReleaseOffer offer)
    {
        ArgumentNullException.ThrowIfNull(offer);
        if (AdvanceTrust(offer) is { } untrusted)
        {
            return untrusted;
        }

        ReleaseKeys keys = store.Current.ReleaseKeys;
        if (!VerifiedManifest.TryVerify(offer.Envelope, keys, out VerifiedManifest? manifest, out var refusal))
        {
            return GateVerdict.Refused(GateRefusal.ManifestRefused, refusal);
        }

        DeviceFacts facts = options.FactsAt(store.Current);
        if (!VerifiedRelease.TryAccept(manifest, facts, out VerifiedRelease? release, out ReleaseRefusal unfit))
        {
            return GateVerdict.Refused(GateRefusal.ReleaseUnfit, unfit);
        }

        GateVerdict? unlogged = LogCheck.Judge(offer, manifest, store.Current, options, out SeenCheckpoint? seen);
        if (unlogged is not null)
        {
            return unlogged;
        }

        KeyOfferRefusal closed = OpenKey(offer, release.Image, out ContentCipher? cipher);
        if (closed != KeyOfferRefusal.None)
        {
            return GateVerdict.Refused(
                offer.KeyOffer is null ? GateRefusal.KeyOfferMissing : GateRefusal.KeyOfferRefused, closed);
        }

        if (seen is not null)
        {
            store.Remember(seen);
        }

        return GateVerdict.Accepted(new AcceptedRelease(manifest, release.Image, cipher));
    }

    /// <summary>
    /// Raises the floors to those of a release that now runs and was found good. Until then they stay, through
    /// download, activation and trial.
    /// </summary>
    /// <exception cref="DeviceException">The store could not be written; it must be opened again.</exception>
    public void Confirm(VerifiedManifest running)
    {
        ArgumentNullException.ThrowIfNull(running);
        store.Confirm(running.Image?.Epoch ?? 0, running.Manifest.SequenceNumber, running.Digest);
    }

    private GateVerdict? AdvanceTrust(ReleaseOffer offer)
    {
        if (offer.TrustDocuments.Count > options.MaxTrustDocuments)
        {
            return GateVerdict.Refused(GateRefusal.TooManyTrustDocuments);
        }

        foreach (ReadOnlyMemory<byte> document in offer.TrustDocuments)
        {
            // An offer is sent again and again, so what it brings is often known already.
            TrustRefusal refusal = store.TryAdvance(document);
            if (refusal is not (TrustRefusal.None or TrustRefusal.NotNewer))
            {
                return GateVerdict.Refused(GateRefusal.TrustDocumentRefused, refusal);
            }
        }

        return null;
    }

    private KeyOfferRefusal OpenKey(ReleaseOffer offer, ImageDescription image, out ContentCipher? cipher)
    {
        cipher = null;
        if (image.Payload.Kind == PayloadKind.Image)
        {
            return KeyOfferRefusal.None;
        }

        if (offer.KeyOffer is not { } encoded)
        {
            return KeyOfferRefusal.NotForThisKey;
        }

        KeyOfferRefusal refusal = KeyOffer.TryRead(encoded.Span, out KeyOffer? keys);
        if (refusal != KeyOfferRefusal.None)
        {
            return refusal;
        }

        refusal = Unwrap(keys!, out ContentKey? key);
        using (key)
        {
            cipher = key is null ? null : keys!.CreateCipher(key);
            return refusal;
        }
    }

    private KeyOfferRefusal Unwrap(KeyOffer keys, out ContentKey? key)
    {
        key = null;
        KeyOfferRefusal refusal = KeyOfferRefusal.NotForThisKey;
        if (options.OpenEncryptionKey is { } open)
        {
            using ECDiffieHellman own = open();
            refusal = keys.TryOpen(own, out key);
        }

        for (int i = 0; key is null && i < options.GroupKeys.Count; i++)
        {
            KeyOfferRefusal ofGroup = keys.TryOpen(options.GroupKeys[i], out key);
            refusal = ofGroup == KeyOfferRefusal.NotForThisKey ? refusal : ofGroup;
        }

        return refusal;
    }
}
