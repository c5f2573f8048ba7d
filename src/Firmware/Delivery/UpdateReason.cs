namespace Garita.Firmware.Delivery;

/// <summary>
/// Why a device waits, refuses or went back: the closed set of <see cref="UpdateStatusMessage.Reason"/>. In a message
/// the name in lower case with hyphens, such as <c>not-signed</c>.
/// </summary>
public enum UpdateReason
{
    /// <summary>Waits: none of the offered paths works at present.</summary>
    NoPath,

    /// <summary>Waits: what came is not what was signed, on every path that was tried.</summary>
    BadChunks,

    /// <summary>Waits: a person or the device's program put it off.</summary>
    Deferred,

    /// <summary>Waits: not the time of day for it.</summary>
    OutsideWindow,

    /// <summary>Waits: not enough power.</summary>
    LowPower,

    /// <summary>Waits: no answer yet whether the offer is still wanted.</summary>
    NoAnswer,

    /// <summary>Waits: the running image is itself on trial.</summary>
    NotConfirmed,

    /// <summary>Waits: needs the proof that the log only grew, from the size in the status.</summary>
    LogHistoryMissing,

    /// <summary>Refused: the offer is not of the form that it must have.</summary>
    OfferUnreadable,

    /// <summary>Refused: a trust document in the offer.</summary>
    TrustDocument,

    /// <summary>Refused: the manifest is none, or not signed by enough keys that the device trusts.</summary>
    NotSigned,

    /// <summary>Refused: of another vendor, class or component, or not one image.</summary>
    OtherDevice,

    /// <summary>Refused: an older sequence number, or the same for something else.</summary>
    OlderRelease,

    /// <summary>Refused: the device has acted on a newer assignment; this one comes out of its time.</summary>
    OlderAssignment,

    /// <summary>Refused: below the security epoch that the device has confirmed.</summary>
    EpochTooLow,

    /// <summary>Refused: this very manifest was revoked.</summary>
    Revoked,

    /// <summary>Refused: larger than the slot.</summary>
    TooLarge,

    /// <summary>Refused: the device asks for a proof from the log and there is none.</summary>
    LogProofMissing,

    /// <summary>Refused: the proof from the log is not believed.</summary>
    LogProofRefused,

    /// <summary>Refused: the log has another history than the device has seen.</summary>
    LogInconsistent,

    /// <summary>Refused: the image is encrypted and its key was not for this device.</summary>
    KeyMissing,

    /// <summary>Refused: the key offer is not believed.</summary>
    KeyRefused,

    /// <summary>Rolled back: the device's own health checks.</summary>
    Unhealthy,

    /// <summary>Rolled back: the new image never reached the server.</summary>
    NoContact,

    /// <summary>Rolled back: the new image used up its starts without getting as far as its program.</summary>
    DidNotStart,

    /// <summary>Rolled back: the new image's program ran, and used up its starts without being confirmed.</summary>
    StartsUsedUp,

    /// <summary>
    /// Rolled back: what lay in the slot was not what may be started, or its keys do not count any more.
    /// </summary>
    SlotRefused,
}
