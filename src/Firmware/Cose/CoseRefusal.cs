namespace Garita.Firmware.Cose;

/// <summary>Why a COSE_Sign1 is not accepted.</summary>
public enum CoseRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>
    /// Tagged, and not deterministic CBOR, not the structure of RFC 9052 4.2, or bytes after its end.
    /// </summary>
    Malformed,

    /// <summary>Not tagged 18: another COSE structure, or one without its tag. Nothing further was read.</summary>
    NotSign1,

    /// <summary>The algorithm stands in the unprotected header, where anyone can change it.</summary>
    AlgorithmNotProtected,

    /// <summary>No algorithm at all.</summary>
    NoAlgorithm,

    /// <summary>An algorithm other than ESP256 and ES256: another curve, HSS-LMS, or an unknown one.</summary>
    UnsupportedAlgorithm,

    /// <summary>A header parameter that this reader does not know, or one where it may not stand.</summary>
    UnsupportedHeader,

    /// <summary>Carries its payload where it should be detached, or the reverse.</summary>
    PayloadMisplaced,

    /// <summary>Not a signature of this key over this content.</summary>
    WrongSignature,
}
