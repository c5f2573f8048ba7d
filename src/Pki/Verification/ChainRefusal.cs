namespace Garita.Pki.Verification;

/// <summary>Why a certificate does not prove what its holder claims; a closed set, in the order of checking.</summary>
public enum ChainRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>Longer than any certificate of ours.</summary>
    TooLarge,

    /// <summary>Not an X.509 version 3 certificate in DER.</summary>
    Malformed,

    /// <summary>Not signed with ecdsa-with-SHA256, or the key is not a P-256 key of the one form we issue.</summary>
    WrongAlgorithm,

    /// <summary>Signed by nobody in the trust set.</summary>
    UnknownIssuer,

    /// <summary>Names a trusted issuer, whose key did not sign it.</summary>
    BadSignature,

    /// <summary>
    /// Key usage or purposes are not those of the role: a device's certificate where a server's is due.
    /// </summary>
    WrongPurpose,

    /// <summary>An extension that the role's profile does not have, or one with other content.</summary>
    WrongExtension,

    /// <summary>The subject is not a name of this role, or the server asked for is not among the names.</summary>
    WrongName,

    /// <summary>The issuing certificate itself is outside its validity.</summary>
    IssuerOutsideValidity,

    /// <summary>The validity begins in the future: this clock or the issuer's was wrong.</summary>
    NotYetValid,

    /// <summary>The validity is over.</summary>
    Expired,
}
