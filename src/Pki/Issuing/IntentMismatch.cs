namespace Garita.Pki.Issuing;

/// <summary>Which field of a signed certificate is not what was meant.</summary>
public enum IntentMismatch
{
    /// <summary>Every field is what was meant.</summary>
    None,

    /// <summary>Not a certificate in DER.</summary>
    Encoding,

    /// <summary>Not X.509 version 3.</summary>
    Version,

    /// <summary>Another serial number.</summary>
    Serial,

    /// <summary>Not ecdsa-with-SHA256.</summary>
    SignatureAlgorithm,

    /// <summary>Another issuer.</summary>
    Issuer,

    /// <summary>Another subject.</summary>
    Subject,

    /// <summary>Another validity.</summary>
    Validity,

    /// <summary>Another public key.</summary>
    PublicKey,

    /// <summary>An extension too many, too few, or with other content.</summary>
    Extensions,

    /// <summary>The signature is not by the issuer's key.</summary>
    Signature,
}
