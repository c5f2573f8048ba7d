namespace Garita.Firmware.Trust;

/// <summary>Why a trust document is not taken. A closed set.</summary>
public enum TrustRefusal
{
    /// <summary>Nothing is refused.</summary>
    None,

    /// <summary>It is longer than <see cref="TrustLimits.MaxLength"/>.</summary>
    TooLong,

    /// <summary>Not deterministic CBOR, not laid out as a trust document, or beyond one of its limits.</summary>
    Malformed,

    /// <summary>A format that this reader does not know.</summary>
    UnknownFormat,

    /// <summary>
    /// A key is no key, stands twice in one role, or a threshold is not from one to the number of keys.
    /// </summary>
    InvalidKeys,

    /// <summary>A signature is not a COSE_Sign1 with a detached payload and an algorithm for P-256.</summary>
    InvalidSignature,

    /// <summary>Fewer of its own root keys signed it than it asks for.</summary>
    BelowOwnThreshold,

    /// <summary>Fewer root keys of the version before signed it than that version asks for.</summary>
    BelowPreviousThreshold,

    /// <summary>The version held, or an older one: replayed.</summary>
    NotNewer,

    /// <summary>A later version than the next: those between must come first.</summary>
    VersionSkipped,
}
