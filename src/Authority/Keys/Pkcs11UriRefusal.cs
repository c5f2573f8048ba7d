namespace Garita.Authority.Keys;

/// <summary>Why a text does not name a key on a token.</summary>
public enum Pkcs11UriRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>Not a PKCS#11 URI (RFC 7512 2.3), or an attribute without a value or given twice.</summary>
    Malformed,

    /// <summary>It holds a PIN, or says where one is; a PIN comes another way.</summary>
    HoldsPin,

    /// <summary>An attribute that does not help to find one object.</summary>
    UnknownAttribute,

    /// <summary>Token (or serial) and object (or id) must both be named.</summary>
    NotOneKey,
}
