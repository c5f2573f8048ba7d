namespace Garita.Pki.Jose;

/// <summary>Why bytes are not a signed message that this system takes.</summary>
public enum JwsRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>Longer than the reader was told to take.</summary>
    TooLong,

    /// <summary>Not three parts of strict base64url, or the signature is not 64 bytes.</summary>
    Malformed,

    /// <summary>
    /// The header is not, byte for byte, the one that a message of this kind has: another <c>alg</c> or <c>typ</c>, a
    /// member more, another order, white space.
    /// </summary>
    Header,

    /// <summary>The key in the header is no point of P-256, or the one it names is not held here.</summary>
    Key,

    /// <summary>The key did not sign this.</summary>
    Signature,
}
