using Garita.Firmware.Manifests;

namespace Garita.Server.Releases;

/// <summary>Turns the envelopes of a request into records, or says why not. Holds nothing against the store or other
/// releases.</summary>
internal static class ReleaseReader
{
    // The largest integer that every JSON reader has exactly (RFC 8259 6).
    private const ulong MaxSequence = (1UL << 53) - 1;

    /// <summary>Reads a release; the pair is non-null exactly when the result is null.</summary>
    public static PublishResult? TryRead(
        byte[] envelope, byte[]? wayBack, ReleaseKeys keys, Publication by,
        out ReleasePair? pair)
    {
        pair = null;
        PublishResult? refused = TryRead(envelope, keys, by, ofWayBack: false, out ManifestRecord? release);
        ManifestRecord? back = null;
        if (refused is null && wayBack is { } bytes)
        {
            refused = TryRead(bytes, keys, by, ofWayBack: true, out back)
                ?? (Compare(release!, back!) is not PublishRefusal.None and var wrong
                    ? PublishResult.Refused(wrong, ofWayBack: true)
                    : null);
        }

        pair = refused is null ? new ReleasePair(release!, back) : null;
        return refused;
    }

    private static PublishRefusal Compare(ManifestRecord release, ManifestRecord wayBack) =>
        wayBack.Vendor != release.Vendor || wayBack.Class != release.Class ? PublishRefusal.WayBackForOthers
            : wayBack.Sequence <= release.Sequence ? PublishRefusal.WayBackNotHigher
            : wayBack.Epoch < release.Epoch ? PublishRefusal.WayBackBelowEpoch
            : PublishRefusal.None;

    private static PublishResult? TryRead(
        ReadOnlyMemory<byte> envelope, ReleaseKeys keys, Publication by, bool ofWayBack, out ManifestRecord? record)
    {
        record = null;
        if (!VerifiedManifest.TryVerify(envelope, keys, out VerifiedManifest? verified, out ManifestRefusal refusal))
        {
            return PublishResult.Refused(PublishRefusal.NotVerified, ofWayBack, refusal);
        }

        if (verified.Image is not { } image)
        {
            return PublishResult.Refused(PublishRefusal.NotARelease, ofWayBack);
        }

        if (verified.Manifest.SequenceNumber > MaxSequence)
        {
            return PublishResult.Refused(PublishRefusal.SequenceTooHigh, ofWayBack);
        }

        record = new ManifestRecord
        {
            Digest = verified.Digest,
            Envelope = verified.Envelope.Bytes.ToArray(),
            Version = image.Version,
            Sequence = (long)verified.Manifest.SequenceNumber,
            Epoch = image.Epoch,
            Vendor = image.Vendor,
            Class = image.Class,
            Image = image.Digest,
            ImageBytes = image.Size,
            Payload = image.Payload.Digest,
            PayloadBytes = image.Payload.Length,
            ChunkBytes = image.Chunks.ChunkSize,
            ChunkRoot = image.Chunks.Root,
            Signers = [.. verified.Signers.Select(signer => signer.Hex)],
            TrustVersion = by.TrustVersion,
            PublishedBy = by.Name,
            Published = by.At,
        };
        return null;
    }

    /// <summary>Who publishes, when, and which trust document it is held against.</summary>
    internal sealed record Publication(string Name, DateTimeOffset At, long TrustVersion);
}
