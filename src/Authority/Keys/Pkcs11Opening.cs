namespace Garita.Authority.Keys;

/// <summary>What came of opening a key on a token.</summary>
public enum Pkcs11Opening
{
    /// <summary>The key is there.</summary>
    Opened,

    /// <summary>OpenSSL on this machine has no engine named <c>pkcs11</c>, or no engines at all.</summary>
    NoEngine,

    /// <summary>
    /// The engine is there and gave no key: the token's library, the token, the object or the PIN is not right. It does
    /// not say which; what it wrote to standard error does.
    /// </summary>
    NotFound,

    /// <summary>The object is not a P-256 key.</summary>
    NotP256,
}
