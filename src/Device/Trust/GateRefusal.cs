namespace Garita.Device.Trust;

/// <summary>Why a device does not take an offered release. A closed set, in the order of the checks.</summary>
public enum GateRefusal
{
    /// <summary>Nothing is refused.</summary>
    None,

    /// <summary>More trust documents than <see cref="ReleaseGateOptions.MaxTrustDocuments"/>.</summary>
    TooManyTrustDocuments,

    /// <summary>A newer trust document is refused; the detail is a
    /// <see cref="Firmware.Trust.TrustRefusal"/>.</summary>
    TrustDocumentRefused,

    /// <summary>
    /// The envelope is not signed by enough release keys of the newest trust document, or is no manifest; the detail is
    /// a <see cref="Firmware.Manifests.ManifestRefusal"/>.
    /// </summary>
    ManifestRefused,

    /// <summary>
    /// The manifest is signed and not for this device as it is now; the detail is a
    /// <see cref="Firmware.Acceptance.ReleaseRefusal"/>.
    /// </summary>
    ReleaseUnfit,

    /// <summary>The device asks for a log proof and there is none.</summary>
    LogProofMissing,

    /// <summary>The log proof is not believed; the detail is a <see cref="Merkle.Notes.LogRefusal"/>.</summary>
    LogProofRefused,

    /// <summary>The log has another history than the device has seen, or no proof that it has not.</summary>
    LogInconsistent,

    /// <summary>The image is encrypted and nothing holds its key.</summary>
    KeyOfferMissing,

    /// <summary>
    /// The content key cannot be had; the detail is a <see cref="Firmware.Encryption.KeyOfferRefusal"/>.
    /// </summary>
    KeyOfferRefused,
}
