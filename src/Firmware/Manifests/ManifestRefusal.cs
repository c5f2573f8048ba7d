namespace Garita.Firmware.Manifests;

/// <summary>Why an envelope is not a manifest that anything may act on.</summary>
public enum ManifestRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>More bytes than <see cref="ManifestLimits.MaxEnvelopeLength"/>.</summary>
    TooLarge,

    /// <summary>Not deterministic CBOR, not the structure the draft prescribes, or bytes after its end.</summary>
    Malformed,

    /// <summary>Not tagged as an envelope (107); an envelope without its tag is refused like anything else.</summary>
    NotAnEnvelope,

    /// <summary>A digest by another algorithm than SHA-256.</summary>
    UnsupportedDigest,

    /// <summary>The digest that is signed is not that of the manifest in the envelope.</summary>
    DigestMismatch,

    /// <summary>No signature at all.</summary>
    Unsigned,

    /// <summary>More signatures than <see cref="ManifestLimits.MaxSignatures"/>.</summary>
    TooManySignatures,

    /// <summary>A signature block that is not one, or has headers this reader does not know.</summary>
    SignatureMalformed,

    /// <summary>A signature names its algorithm where anyone can change it.</summary>
    AlgorithmNotProtected,

    /// <summary>There are signatures, and every one is of a kind or algorithm that this reader cannot check.</summary>
    UnsupportedAlgorithm,

    /// <summary>No signature is by a release key.</summary>
    WrongSignature,

    /// <summary>Signed by release keys, by fewer than the threshold.</summary>
    BelowThreshold,

    /// <summary>A manifest version other than 1.</summary>
    UnsupportedVersion,

    /// <summary>A member of envelope, manifest or common part that this reader does not know.</summary>
    UnsupportedMember,

    /// <summary>A command that this reader does not know, be it reached or not.</summary>
    UnsupportedCommand,

    /// <summary>
    /// A command where it may not stand: one with effects in the shared or the validate sequence, fetching after
    /// install, starting anywhere but in invoke.
    /// </summary>
    CommandMisplaced,

    /// <summary>A parameter that this reader does not know.</summary>
    UnsupportedParameter,

    /// <summary>A component index with no component.</summary>
    UnknownComponent,

    /// <summary>More components, commands, nesting or text than <see cref="ManifestLimits"/> allow.</summary>
    LimitExceeded,

    /// <summary>A severed section whose content is not what the manifest has the digest of.</summary>
    SectionMismatch,

    /// <summary>The envelope has a section that the manifest does not sever.</summary>
    SectionNotSevered,
}
