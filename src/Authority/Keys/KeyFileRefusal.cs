namespace Garita.Authority.Keys;

/// <summary>Why a file gives no signing key.</summary>
public enum KeyFileRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>The key is not encrypted; such a file is not used.</summary>
    Plain,

    /// <summary>It is encrypted and no secret was given.</summary>
    SecretNeeded,

    /// <summary>The secret does not open it, or the file is damaged: the two cannot be told apart.</summary>
    WrongSecret,

    /// <summary>Not a P-256 key in PKCS#8 PEM.</summary>
    Damaged,
}
