namespace Garita.Server.Releases;

/// <summary>Why a release was not published; a closed set. Nothing of it was kept.</summary>
public enum PublishRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>No trust document was installed, so nothing can be verified.</summary>
    NoTrustDocument,

    /// <summary>The envelope does not verify: <see cref="Firmware.Manifests.ManifestRefusal"/> says why.</summary>
    NotVerified,

    /// <summary>A manifest that verifies but does not describe one image, its chunks and its epoch.</summary>
    NotARelease,

    /// <summary>The sequence number is 2^53 or more: beyond it JSON loses digits, and near its end nothing could
    /// follow.</summary>
    SequenceTooHigh,

    /// <summary>The class has used this sequence number or a higher one; devices would refuse it.</summary>
    SequenceNotHigher,

    /// <summary>What the manifest delivers is not in the image store.</summary>
    ImageMissing,

    /// <summary>What the store has is not what the manifest describes: another length or other chunks.</summary>
    ImageMismatch,

    /// <summary>What the store has is no longer what was uploaded: the disk changed it.</summary>
    ImageDamaged,

    /// <summary>The way back is for another vendor or class than the release.</summary>
    WayBackForOthers,

    /// <summary>The way back has not a higher sequence number than the release; devices would refuse it.</summary>
    WayBackNotHigher,

    /// <summary>The way back goes below the release's epoch; devices that confirmed it would refuse.</summary>
    WayBackBelowEpoch,

    /// <summary>The release was published with another way back, or this manifest as one.</summary>
    PublishedOtherwise,
}
