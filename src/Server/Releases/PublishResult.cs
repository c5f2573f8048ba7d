using Garita.Firmware.Manifests;

namespace Garita.Server.Releases;

/// <summary>What came of publishing.</summary>
/// <param name="Release">The published release; null where it was refused.</param>
/// <param name="IsNew">False where the same release had been published before.</param>
internal sealed record PublishResult(ReleasePair? Release, bool IsNew)
{
    public PublishRefusal Refusal { get; private init; }

    /// <summary>Why an envelope does not verify, where that is the refusal.</summary>
    public ManifestRefusal Manifest { get; private init; }

    /// <summary>Whether it is the way back that was refused.</summary>
    public bool OfWayBack { get; private init; }

    public static PublishResult Refused(
        PublishRefusal refusal, bool ofWayBack = false, ManifestRefusal manifest = ManifestRefusal.None) =>
        new(null, false) { Refusal = refusal, Manifest = manifest, OfWayBack = ofWayBack };
}
